

# Mode `memory`.


def load_trace():
    """The tracer itself; the module `tracemalloc` around it loads much more."""
    try:
        import _tracemalloc as trace
    except ImportError:
        raise Refusal(
            "%s has no `tracemalloc`, which measures `peak_allocated`; leave that metric out or "
            "use cpython" % sys.implementation.name
        ) from None
    return trace


def before_import():
    # From the beginning, so that what the measured call gives back is known too.
    load_trace().start(1)


def trace_call(trace, function, arguments):
    """Bytes that one call had at most, and that are left when its result is dropped."""
    # Also empties the interpreter's lists of objects to use again.
    gc.collect()
    before = trace.get_traced_memory()[0]
    trace.reset_peak()
    result = function(**arguments)
    peak = trace.get_traced_memory()[1]
    del result
    gc.collect()
    kept = trace.get_traced_memory()[0]
    return peak - before, kept - before


def idle():
    pass


def run_mode(config, function, arguments):
    trace = load_trace()
    call(function, target_name(config), arguments)
    gc.collect()
    gc.freeze()
    # The numbers in there are objects too; the first time fills the interpreter's own caches.
    trace_call(trace, idle, {})
    own_peak, own_kept = trace_call(trace, idle, {})
    peak, kept = trace_call(trace, function, arguments)
    trace.stop()
    CHANNEL.send("memory", peak=max(peak - own_peak, 0), kept=kept - own_kept)
