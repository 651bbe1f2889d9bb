

# Profiler `tracemalloc`: what a call of the workload's function leaves allocated, by line.

# So far out a line of the project is looked for that an allocation is blamed on.
FRAMES = 8
# Calls that must each keep some memory before it is called kept for good.
ITERATIONS = 5
# Of those, calls that are compared line by line.
COMPARED = 3


def load_trace():
    """The tracer itself; the module `tracemalloc` around it loads much more."""
    import _tracemalloc

    return _tracemalloc


def before_import():
    # From the beginning, so that what a call gives back is known too.
    load_trace().start(FRAMES)


def idle():
    pass


def growth(trace, function, arguments):
    """Bytes that are left of one call when its result is dropped."""
    # Also empties the interpreter's lists of objects to use again. Nothing is frozen in this
    # mode: what the workload replaces would stay for ever.
    gc.collect()
    before = trace.get_traced_memory()[0]
    function(**arguments)
    gc.collect()
    return trace.get_traced_memory()[0] - before


def kept_bytes(trace, function, arguments):
    """Bytes that every further call keeps; 0 as soon as one keeps nothing."""
    growth(trace, idle, {})
    own = growth(trace, idle, {})
    # After the first one, whatever the workload grows to is grown.
    growth(trace, function, arguments)
    least = None
    for _ in range(ITERATIONS):
        kept = growth(trace, function, arguments) - own
        if kept <= 0:
            return 0
        least = kept if least is None else min(least, kept)
    return least


def site(frames):
    """The line that an allocation is blamed on: the innermost that may be the project's."""
    return next((frame for frame in frames if not is_foreign(frame[0])), frames[0])


def sites(trace):
    """Bytes by file and line."""
    sizes, known = {}, {}
    traces = trace._get_traces()
    for _, size, frames, *_ in traces:
        place = known.get(id(frames))
        if place is None:
            place = known[id(frames)] = site(frames)
        sizes[place] = sizes.get(place, 0) + size
    return sizes


def kept_sites(trace, function, arguments):
    """Bytes by file and line that each of some calls kept."""
    kept, before = None, sites(trace)
    for _ in range(COMPARED):
        function(**arguments)
        gc.collect()
        after = sites(trace)
        grown = {place: size - before.get(place, 0) for place, size in after.items()}
        if kept is not None:
            grown = {place: min(size, kept.get(place, 0)) for place, size in grown.items()}
        kept = {place: size for place, size in grown.items() if size > 0}
        before = after
    return kept


def allocated_sites(trace, function, arguments):
    """Bytes by file and line that are allocated in a call and still in use at its end."""
    gc.collect()
    trace.clear_traces()
    result = function(**arguments)
    gc.collect()
    sizes = sites(trace)
    del result
    return sizes


def tell_sites(document, metric, sizes, owners):
    """Adds what lines cost to them and their functions."""
    for (file, line), size in sorted(sizes.items()):
        code = owners.code(file, line)
        if code is not None:
            number = document.function(code)
            document.add(number, metric, size)
            document.add_line(number, line, metric, size)


def heaviest(sizes, most=100):
    """All lines that may be the project's, and the heaviest of others."""
    others = [place for place in sizes if is_foreign(place[0])]
    others.sort(key=lambda place: (-sizes[place], place))
    light = set(others[most:])
    return {place: size for place, size in sizes.items() if place not in light}


def run_mode(config, function, arguments):
    trace = load_trace()
    call(function, target_name(config), arguments)
    kept = kept_bytes(trace, function, arguments)
    blamed = kept_sites(trace, function, arguments) if kept else {}
    allocated = allocated_sites(trace, function, arguments)
    trace.stop()
    CHANNEL.keep_out()
    document, owners = Document(), Owners()
    document.totals["kept"] = kept
    tell_sites(document, "kept", heaviest(blamed), owners)
    tell_sites(document, "allocated", heaviest(allocated), owners)
    document.write(config["folder"])
