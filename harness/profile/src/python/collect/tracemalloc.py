

# Profiler `tracemalloc`: what a call of the workload's function leaves allocated, by line.

# So far out a line of the project is looked for that an allocation is blamed on.
FRAMES = 8
# Calls that must each keep some memory before it is called kept for good.
ITERATIONS = 5
# Of those, calls that are compared line by line.
COMPARED = 3
# Of all stacks the heaviest are told: each names source files that have to be read.
STACKS = 2000


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


def sizes_by_stack(trace):
    """Bytes in use by stack: file and line of each call, innermost first."""
    sums = {}
    # While they are listed, equal stacks are one object, and its number is faster than itself.
    traces = trace._get_traces()
    for _, size, frames, *_ in traces:
        known = sums.get(id(frames))
        if known is None:
            sums[id(frames)] = [frames, size]
        else:
            known[1] += size
    sizes = {}
    for frames, size in sums.values():
        sizes[frames] = sizes.get(frames, 0) + size
    return sizes


def site(frames):
    """The line that an allocation is blamed on: the innermost that may be the project's."""
    return next((frame for frame in frames if not is_foreign(frame[0])), frames[0])


def by_site(sizes):
    """Bytes by file and line."""
    sites = {}
    for frames, size in sizes.items():
        place = site(frames)
        sites[place] = sites.get(place, 0) + size
    return sites


def least(growths):
    """What each of the growths has, as much as the least of them."""
    first, *others = growths
    common = {
        key: min([size, *(other.get(key, 0) for other in others)]) for key, size in first.items()
    }
    return {key: size for key, size in common.items() if size > 0}


def kept_growths(trace, function, arguments):
    """What each of some calls kept, by stack."""
    growths, before = [], sizes_by_stack(trace)
    for _ in range(COMPARED):
        function(**arguments)
        gc.collect()
        after = sizes_by_stack(trace)
        growths.append({key: size - before.get(key, 0) for key, size in after.items()})
        before = after
    return growths


def allocated_sizes(trace, function, arguments):
    """Bytes by stack that are allocated in a call and still in use at its end."""
    gc.collect()
    trace.clear_traces()
    result = function(**arguments)
    gc.collect()
    sizes = sizes_by_stack(trace)
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


def tell_stacks(document, sizes_of, owners):
    """Puts the heaviest stacks into the document, by metric."""
    tree = StackTree(*sizes_of)
    for metric, sizes in sizes_of.items():
        order = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
        for frames, size in order[:STACKS]:
            codes = [owners.code(*frame) for frame in reversed(frames)]
            numbers = [document.function(code) for code in codes if code is not None]
            tree.add(numbers, {metric: size})
    document.stacks = tree.told()


def run_mode(config, function, arguments):
    trace = load_trace()
    call(function, target_name(config), arguments)
    kept = kept_bytes(trace, function, arguments)
    growths = kept_growths(trace, function, arguments) if kept else [{}]
    allocated = allocated_sizes(trace, function, arguments)
    trace.stop()
    CHANNEL.keep_out()
    document, owners = Document(), Owners()
    document.totals["kept"] = kept
    tell_sites(document, "kept", heaviest(least([by_site(growth) for growth in growths])), owners)
    tell_sites(document, "allocated", heaviest(by_site(allocated)), owners)
    tell_stacks(document, {"allocated": allocated, "kept": least(growths)}, owners)
    document.write(config["folder"])
