

# The job from beginning to end.


class STEPS:
    """Where the job is, for the words about what went wrong."""

    stage = "lookup"
    may_linger = True


# Stage of finding and of calling the job's function, by mode.
STAGES = {
    "time": ("lookup", "workload"),
    "memory": ("lookup", "workload"),
    "profile": ("lookup", "workload"),
    "check": ("check", "check"),
    "hook": ("hook", "hook"),
}


def target_name(config):
    return "%s:%s" % (config["module"], config["function"])


def import_target(config):
    """The job's function; the import of its module is timed."""
    start = perf_counter_ns()
    try:
        load(config["module"])
    except Refusal:
        raise
    except BaseException:
        # The module's own statements failed, which are a part of the workload.
        STEPS.stage = STAGES[config["mode"]][1]
        raise
    CHANNEL.send("import", nanoseconds=perf_counter_ns() - start)
    return reference(config)


def prepare(config):
    """The keyword arguments of the function, from the set-up where there is one."""
    parameters = config["params"]
    STEPS.stage = "setup"
    setup = reference(config["setup"])
    if setup is None:
        return parameters
    name = target_name(config["setup"])
    arguments = call(setup, name, parameters)
    if arguments is None:
        return parameters
    if not isinstance(arguments, dict):
        raise Refusal(
            "the set-up `%s` returned a %s; it must return a dict of keyword arguments or None"
            % (name, type(arguments).__name__)
        )
    return arguments


def work(config):
    """Does the job; what goes wrong is raised, or told already when this returns False."""
    STEPS.stage, calling = STAGES[config["mode"]]
    before_import()
    function = import_target(config)
    if "random" in sys.modules:
        sys.modules["random"].seed(config["seed"])
    arguments = prepare(config)
    STEPS.stage = "teardown"
    teardown = reference(config["teardown"])
    STEPS.stage = calling
    is_done = True
    try:
        run_mode(config, function, arguments)
    except BaseException as problem:
        # Told before the tear-down, whose own failure then matters less.
        explain(problem, STEPS.stage)
        is_done = False
    if teardown is not None:
        STEPS.stage = "teardown"
        call(teardown, target_name(config["teardown"]), arguments)
    return is_done


def comes_from_own_checkout(config):
    """Tells of a module that the other side's checkout gave, and returns whether there is none.

    Looked at in the end: a workload may import what it needs when it needs it.
    """
    checkouts = config["checkouts"]
    # A profiler of the suite's own may be head's on both sides.
    if checkouts is None or config["mode"] == "profile":
        return True
    own, other, prefix = [os.path.join(folder, "") for folder in checkouts + [sys.prefix]]
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__dict__", {}).get("__file__")
        if not isinstance(file, str) or not file.startswith(other):
            continue
        if file.startswith((own, prefix)) or "site-packages" in file:
            continue
        problem = Refusal(
            "module `%s` came from `%s`, the checkout of the other side; put the folder that has it "
            "into `path` of the suite" % (name, file)
        )
        explain(problem, "checkout")
        return False
    return True


def lingering_threads():
    """Names of the threads that the interpreter will wait for before it ends."""
    threading = sys.modules.get("threading")
    if threading is None:
        return []
    return [
        thread.name
        for thread in threading.enumerate()
        if not thread.daemon and thread is not threading.main_thread()
    ]


def run_job():
    # JSON with escapes of Python. No need for the module json, which loads much.
    names = {"__builtins__": {}, "true": True, "false": False, "null": None}
    config = eval(sys.argv[1], names)
    del sys.argv[1:]
    # The current folder stays out, as -P does where Python has it.
    if sys.path and sys.path[0] == "":
        del sys.path[0]
    SEARCHED.extend(config["path"])
    sys.path[:0] = SEARCHED
    CHANNEL.send("start", python="%d.%d.%d" % sys.version_info[:3])
    try:
        is_done = work(config)
    except BaseException as problem:
        explain(problem, STEPS.stage)
        is_done = False
    if is_done:
        is_done = comes_from_own_checkout(config)
    if is_done:
        CHANNEL.send("end", records=CHANNEL.records + 1, threads=lingering_threads())
    flush()
    if not is_done or not STEPS.may_linger:
        os._exit(0 if is_done else 3)


CHANNEL = Channel()
run_job()
