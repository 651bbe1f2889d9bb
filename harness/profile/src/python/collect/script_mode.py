

# A script or a module from its first line to its last, as `python` itself would run it.


def end(message):
    """Ends the way the interpreter does when it can't start a program."""
    sys.stderr.write(message + "\n")
    raise SystemExit(1)


def put_first(folder):
    """Makes a folder the first on the module path, as the interpreter does for its program."""
    if not getattr(sys.flags, "safe_path", False):
        # `-c` has put the current folder there.
        sys.path[:1] = [folder]


def module_program(name):
    """Code and attributes of `-m name`."""
    from importlib.util import find_spec

    put_first(os.getcwd())
    spec = find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = find_spec(name + ".__main__")
    code = spec.loader.get_code(spec.name) if spec is not None and spec.loader else None
    if code is None:
        end("%s: No module named %s" % (sys.executable, name))
    return code, {
        "__file__": spec.origin,
        "__spec__": spec,
        "__package__": spec.parent,
        "__loader__": spec.loader,
        "__cached__": spec.cached,
    }


def script_program(path):
    """Code and attributes of a script."""
    whole = os.path.join(os.getcwd(), path)
    try:
        with open(whole, "rb") as file:
            source = file.read()
    except OSError as problem:
        end("%s: can't open file '%s': %s" % (sys.executable, whole, problem))
    put_first(os.path.dirname(os.path.realpath(whole)))
    code = compile(source, whole, "exec", dont_inherit=True)
    return code, {"__file__": whole, "__spec__": None, "__package__": None, "__cached__": None}


def frames_of_program(problem):
    """Its traceback from the first frame that is not in here."""
    frames = problem.__traceback__
    while frames is not None and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return frames


def run_program(folder, _options, *words):
    if words[0] == "-m":
        code, attributes = module_program(words[1])
        sys.argv[:] = [attributes["__file__"], *words[2:]]
    else:
        code, attributes = script_program(words[0])
        sys.argv[:] = words
    module = type(sys)("__main__")
    vars(module).update(attributes, __builtins__=__builtins__)
    sys.modules["__main__"] = module
    # Called as a function, since `exec` would be counted.
    program = type(end)(code, vars(module))
    collector = Collector()
    collector.folder = folder
    process, problem = os.getpid(), None
    try:
        observe(collector, program, {})
    except BaseException as raised:
        problem = raised
    if os.getpid() == process:
        write_observed(collector)
    if isinstance(problem, SystemExit):
        raise SystemExit(problem.code)
    if problem is not None:
        problem = problem.with_traceback(frames_of_program(problem))
        sys.excepthook(type(problem), problem, problem.__traceback__)
        raise SystemExit(1)


# What the runner itself is stays alive without its name.
RUNNER = sys.modules["__main__"]
run_program(*sys.argv[1:])
