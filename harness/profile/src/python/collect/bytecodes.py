

# Profiler `bytecodes`: how many instructions of Python's virtual machine each function took.


class Collector(Observer):
    def __init__(self):
        self.counts = {}
        self.codes = []
        self.monitor = Monitor()

    def start(self):
        self.monitor.on({"INSTRUCTION": self.make_callback()})

    def stop(self):
        self.monitor.off()

    def make_callback(self):
        counts, codes = self.counts, self.codes

        def at_instruction(code, _):
            # The id is a faster key: the hash of a code object takes all of its instructions.
            key = id(code)
            try:
                counts[key] += 1
            except KeyError:
                counts[key] = 1
                codes.append(code)

        return at_instruction

    def tell(self, document, own):
        told = [(code, self.counts[id(code)]) for code in self.codes if code not in own]
        document.totals["bytecodes"] = sum(count for _, count in told)
        for code, count in told:
            document.add(document.function(code), "bytecodes", count)
