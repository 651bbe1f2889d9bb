

# Profiler `memory-profiler`: resident memory at each line, by the package `memory_profiler`.

MEBIBYTE = 1 << 20


class Collector(Observer):
    def __init__(self):
        from memory_profiler import LineProfiler

        self.profiler = LineProfiler(backend="psutil")
        self.codes = {}
        for function in project_functions():
            code = function.__code__
            self.codes[code.co_filename, code.co_firstlineno] = code
            self.profiler.add_function(function)
        self.start = self.profiler.enable_by_count
        self.stop = self.profiler.disable_by_count

    def tell(self, document, own):
        # As a dict: its own `items` tells lines without the function they are of.
        for code in self.codes.values():
            for line, (grown, most, hits) in dict.get(self.profiler.code_map, code, {}).items():
                number = document.function(code)
                document.add_line(number, line, "hits", hits)
                # As much as there is in all: it was compared with no line before.
                if grown < most:
                    document.add_line(number, line, "allocated", round(grown * MEBIBYTE))
                document.add_line(number, line, "memory", round(most * MEBIBYTE))
