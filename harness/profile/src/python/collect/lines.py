

# Profiler `lines`: how often each line of the project ran.


class Collector(Observer):
    def __init__(self):
        self.hits = {}
        self.codes = {}
        self.monitor = Monitor()

    def start(self):
        # Without PY_START, 3.13 and newer miss functions of one line (CPython issue 155992).
        self.monitor.on({"LINE": self.make_callback(), "PY_START": None})

    def stop(self):
        self.monitor.off()

    def make_callback(self):
        hits, codes, disable = self.hits, self.codes, sys.monitoring.DISABLE

        def at_line(code, line):
            # The id is a faster key: the hash of a code object takes all of its instructions.
            key = id(code), line
            try:
                hits[key] += 1
            except KeyError:
                if is_foreign(code.co_filename):
                    return disable
                codes[id(code)] = code
                hits[key] = 1

        return at_line

    def tell(self, document, own):
        for (number, line), hits in self.hits.items():
            document.add_line(document.function(self.codes[number]), line, "hits", hits)
