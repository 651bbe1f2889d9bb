

# Mode `profile` for an object of the user's: one call of the workload's function between its `start`
# and its `stop`, after one that fills its caches.


def before_import():
    pass


def make_profiler(options):
    """The object that the suite names: what its class or factory gives."""
    name = "%s:%s" % (options["module"], options["function"])
    path = sys.path[:]
    # Last, so that a checkout with a profiler of its own takes that.
    sys.path.extend(options["path"])
    try:
        factory = find(load(options["module"]), options["function"])
    finally:
        sys.path[:] = path
    if not callable(factory):
        raise Refusal("`%s` is a %s, not a class or function" % (name, type(factory).__name__))
    profiler = guarded(name + "()", factory)
    for method in ("start", "stop", "stats"):
        if not callable(getattr(profiler, method, None)):
            raise Refusal(
                "`%s` gives a %s, which has no method `%s`; a profiler has `start`, `stop` and "
                "`stats`" % (name, type(profiler).__name__, method)
            )
    return name, profiler


def guarded(name, step):
    """What `step` returns; says whose it is when it raises."""
    try:
        return step()
    except Exception as problem:
        refuse(name, problem)


def refuse(name, problem):
    raise Refusal("`%s` raised %s" % (name, told(problem)), traceback_text(problem)) from None


def statistics_text(name, profiler):
    """What it found, as JSON."""
    from json import dumps

    found = guarded(name + ".stats", profiler.stats)
    if not isinstance(found, dict):
        raise Refusal(
            "`%s.stats` returned a %s; it must return a dict" % (name, type(found).__name__)
        )
    try:
        return dumps(found, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as problem:
        message = "`%s.stats` returned what JSON can't say: %s" % (name, safe_text(problem))
        raise Refusal(message) from None


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
    name, profiler = make_profiler(config["options"])
    start, stop = profiler.start, profiler.stop
    gc.collect()
    gc.freeze()
    step = "start"
    # Nothing but the call between the two, not even a helper's frame.
    try:
        start()
        step = "workload"
        result = function(**arguments)
        step = "stop"
        stop()
    except Exception as problem:
        if step == "workload":
            stop()
            raise
        refuse("%s.%s" % (name, step), problem)
    CHANNEL.keep_out()
    del result
    text = statistics_text(name, profiler)
    with open(config["folder"] + "/statistics.json", "w", encoding="ascii") as file:
        file.write(text)
