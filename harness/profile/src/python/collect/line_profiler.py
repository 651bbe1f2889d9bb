

# Profiler `line-profiler`: the time of each line, by the package `line_profiler`.


class Collector(Observer):
    def __init__(self):
        from line_profiler import LineProfiler

        self.profiler = LineProfiler()
        self.codes = {}
        for function in project_functions():
            code = function.__code__
            self.codes[code.co_filename, code.co_firstlineno] = code
            self.profiler.add_function(function)
        self.start = self.profiler.enable_by_count
        self.stop = self.profiler.disable_by_count

    def tell(self, document, own):
        statistics = self.profiler.get_stats()
        for (file, first, name), lines in statistics.timings.items():
            code = self.codes.get((file, first))
            number = document.number(file, name, first) if code is None else document.function(code)
            for line, hits, ticks in lines:
                seconds = ticks * statistics.unit
                document.add_line(number, line, "hits", hits)
                document.add_line(number, line, "time", seconds)
            if lines:
                document.add(number, "time", sum(ticks for *_, ticks in lines) * statistics.unit)
