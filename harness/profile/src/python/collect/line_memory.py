

# Profiler `line-memory`: traced memory before and after each line of the project, and over time.
# Bytes are exact: what this part itself allocates is taken off.

LINES = 1 << 16
DEPTH = 10_000
SAMPLES = 2048
# Places in the array of state.
BEFORE, OWN, NOW, BASE, PEAK, DEEP, NUMBER, TAKEN, STRIDE, EVENTS = range(10)
# Numbers up to here exist once in the interpreter; the number in an event takes memory if larger.
SMALL = 256
# A function with one line before and one after that limit.
PROBE = "\n" * (SMALL - 2) + "def probe():\n    first = 1\n    second = 2\n    return first\n"


class Collector(Observer):
    @staticmethod
    def begin():
        import _tracemalloc

        # So early that what the workload gives back is known too.
        _tracemalloc.start(1)

    def __init__(self):
        from array import array

        def numbers(count, kind="q"):
            return array(kind, bytes(8 * count))

        self.slots = {}
        self.codes = {}
        # By slot: a line.
        self.hits, self.net, self.most = numbers(LINES), numbers(LINES), numbers(LINES)
        # By depth: the functions that run, each with its line and what there was before that.
        self.running, self.line, self.start_of = numbers(DEPTH), numbers(DEPTH), numbers(DEPTH)
        self.sample_seconds, self.sample_bytes = numbers(SAMPLES, "d"), numbers(SAMPLES)
        # The begin, and that of the peak after it.
        self.seconds = numbers(2, "d")
        self.state = numbers(10)
        self.probe = self.forget = None
        self.monitor = Monitor()

    def rehearse(self, function, arguments):
        at_line, at_enter, at_leave, self.forget = callbacks(self)

        def at_throw(code, offset, _):
            at_enter(code, offset)

        def at_unwind(code, offset, _):
            at_leave(code, offset, None)

        space = {}
        exec(compile(PROBE, "probe", "exec"), space)
        self.probe = space["probe"]
        self.monitor.on(
            {
                "LINE": at_line,
                "PY_START": at_enter,
                "PY_RESUME": at_enter,
                "PY_THROW": at_throw,
                "PY_RETURN": at_leave,
                "PY_YIELD": at_leave,
                "PY_UNWIND": at_unwind,
            }
        )
        # Every code object that is seen for the first time takes memory for that.
        self.forget()
        function(**arguments)

    def start(self):
        # Fills the interpreter's lists of objects to use again, and shows what a number takes.
        for _ in range(4):
            self.forget()
            self.probe()
            number = self.net[self.slots[id(self.probe.__code__), SMALL]]
        self.state[NUMBER] = number
        self.forget()

    def stop(self):
        self.monitor.off()

    def tell(self, document, own):
        for (code, line), slot in self.slots.items():
            if self.hits[slot] == 0:
                continue
            number = document.function(self.codes[code])
            document.add_line(number, line, "hits", self.hits[slot])
            document.add_line(number, line, "allocated", self.net[slot])
            document.rows[number]["lines"][line]["memory"] = self.most[slot]
        if len(self.slots) == LINES:
            document.notes.append("only the first %d lines that ran are told" % LINES)
        self.write_samples(os.path.join(self.folder, "memory.json"))

    def write_samples(self, path):
        from json import dumps

        taken = self.state[TAKEN]
        samples = list(zip(self.sample_seconds[:taken], self.sample_bytes[:taken]))
        peak = self.seconds[1], self.state[PEAK]
        with open(path, "w", encoding="ascii") as file:
            file.write(dumps({"unit": ["s", "B"], "peak": peak, "samples": samples}))


def callbacks(collector):
    """The functions for lines, for entering and leaving functions, and one that starts anew.

    Between two events nothing of theirs must be left but numbers in arrays, or it would count as
    the workload's; what they have to keep is measured and taken off.
    """
    from _thread import get_ident
    from _tracemalloc import get_traced_memory, reset_peak
    from time import perf_counter as clock

    slots, codes = collector.slots, collector.codes
    state, seconds = collector.state, collector.seconds
    hits, net, most = collector.hits, collector.net, collector.most
    running, lines, start_of = collector.running, collector.line, collector.start_of
    disable, main = sys.monitoring.DISABLE, get_ident()

    def forget():
        for slot in range(len(slots)):
            hits[slot] = net[slot] = most[slot] = 0
        number = state[NUMBER]
        for place in range(len(state)):
            state[place] = 0
        state[NUMBER], state[STRIDE], lines[0] = number, 1, -1
        seconds[0], seconds[1] = clock(), 0
        number = 0
        state[BASE] = get_traced_memory()[0]
        reset_peak()

    def begin_event(number):
        traced, peak = get_traced_memory()
        own = state[OWN] + state[BASE] + (state[NUMBER] if number > SMALL else 0)
        state[BEFORE] = traced
        state[NOW] = traced - own
        if peak - own > state[PEAK]:
            state[PEAK] = peak - own
            seconds[1] = clock() - seconds[0]

    def end_event():
        after = get_traced_memory()[0]
        state[OWN] += after - state[BEFORE]
        reset_peak()

    def learn(code):
        is_ours = not is_foreign(code.co_filename)
        codes[id(code)] = code if is_ours else None
        return is_ours

    def return_to(code):
        """Makes the running function the one of `code`; those above it were left unseen."""
        for depth in range(min(state[DEEP], DEPTH - 1), 0, -1):
            if running[depth] == id(code):
                state[DEEP] = depth
                return True
        return False

    def end_line():
        depth = state[DEEP]
        slot = lines[depth] if depth < DEPTH else -1
        if slot >= 0:
            net[slot] += state[NOW] - start_of[depth]
            most[slot] = max(most[slot], state[NOW])

    def begin_line(code, number):
        depth = state[DEEP]
        if depth >= DEPTH:
            return
        slot = slots.get((id(code), number))
        if slot is None and len(slots) < LINES:
            slot = slots[id(code), number] = len(slots)
        lines[depth] = -1 if slot is None else slot
        start_of[depth] = state[NOW]
        if slot is not None:
            if hits[slot] == 0:
                most[slot] = state[NOW]
            hits[slot] += 1

    def enter(code):
        state[DEEP] += 1
        if state[DEEP] < DEPTH:
            running[state[DEEP]] = id(code)
            lines[state[DEEP]] = -1

    def sample():
        state[EVENTS] += 1
        if state[EVENTS] % state[STRIDE]:
            return
        collector.sample_seconds[state[TAKEN]] = clock() - seconds[0]
        collector.sample_bytes[state[TAKEN]] = state[NOW]
        state[TAKEN] += 1
        if state[TAKEN] == SAMPLES:
            # Every second one goes, to make room for as many more.
            for samples in (collector.sample_seconds, collector.sample_bytes):
                for place in range(SAMPLES // 2):
                    samples[place] = samples[2 * place]
            state[TAKEN] //= 2
            state[STRIDE] *= 2

    def at_line(code, number):
        if codes.get(id(code), code) is None:
            return disable
        if get_ident() != main:
            return None
        begin_event(number)
        is_ours = id(code) in codes or learn(code)
        if is_ours:
            if running[min(state[DEEP], DEPTH - 1)] != id(code) and not return_to(code):
                enter(code)
            end_line()
            begin_line(code, number)
            sample()
        end_event()
        return None if is_ours else disable

    def at_enter(code, offset):
        if codes.get(id(code), code) is None:
            return disable
        if get_ident() != main:
            return None
        begin_event(offset)
        is_ours = id(code) in codes or learn(code)
        if is_ours:
            enter(code)
        end_event()
        return None if is_ours else disable

    def at_leave(code, offset, _):
        if codes.get(id(code), code) is None:
            return disable
        if get_ident() == main and id(code) in codes:
            begin_event(offset)
            if state[DEEP] >= DEPTH or return_to(code):
                end_line()
                state[DEEP] -= 1
            end_event()
        return None

    return at_line, at_enter, at_leave, forget
