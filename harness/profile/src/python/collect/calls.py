

# Profiler `calls`: how often each function was called, and what it took (cProfile).


class Collector(Observer):
    def __init__(self):
        # The class `cProfile.Profile` is one of these; its module loads much that scripts may load.
        from _lsprof import Profiler

        self.profiler = Profiler()
        self.start = self.profiler.enable
        self.stop = self.profiler.disable

    def tell(self, document, own):
        entries = [entry for entry in self.profiler.getstats() if is_told(entry.code, own)]
        document.totals["calls"] = sum(entry.callcount for entry in entries)
        for entry in entries:
            number = function_number(document, entry.code)
            document.add(number, "calls", entry.callcount)
            document.add(number, "primitive_calls", entry.callcount - entry.reccallcount)
            document.add(number, "time", entry.inlinetime, entry.totaltime)
        if any(starter in str(entry.code) for entry in entries for starter in THREAD_STARTERS):
            document.notes.append(
                "the workload starts threads: their calls count %s, and times are no longer exact"
                % ("too" if sys.version_info >= (3, 12) else "only in the main one")
            )
        write_statistics(entries, own, os.path.join(self.folder, "calls.prof"))


def is_told(code, own):
    """Whether a function is not one of ours."""
    return "_lsprof.Profiler" not in code if isinstance(code, str) else code not in own


def function_number(document, code):
    return document.builtin(code) if isinstance(code, str) else document.function(code)


def statistics_key(code):
    """A function as `pstats` names it."""
    if isinstance(code, str):
        return "~", 0, code
    return code.co_filename, code.co_firstlineno, code.co_name


def merged(known, new):
    """The sum of what two functions of one key cost."""
    return tuple(one + other for one, other in zip(known, new))


def write_statistics(entries, own, path):
    """Writes a file for `pstats.Stats`."""
    from marshal import dump

    functions, callers = {}, {}
    for entry in entries:
        key = statistics_key(entry.code)
        functions[key] = merged(functions.get(key, (0, 0, 0, 0)), costs_of(entry))
        for called in entry.calls or ():
            if is_told(called.code, own):
                edges = callers.setdefault(statistics_key(called.code), {})
                # Here `pstats` has all calls first, then the primitive ones.
                primitive, calls, *times = costs_of(called)
                edges[key] = merged(edges.get(key, (0, 0, 0, 0)), (calls, primitive, *times))
    table = {key: (*costs, callers.get(key, {})) for key, costs in functions.items()}
    with open(path, "wb") as file:
        dump(table, file)


def costs_of(entry):
    """Primitive calls, calls, own time, time with all it called."""
    primitive = entry.callcount - entry.reccallcount
    return primitive, entry.callcount, entry.inlinetime, entry.totaltime
