

# Telling what went wrong, in the words of the workload's author.

TRACEBACK_SIZE = 8000


def explain(problem, stage):
    """Sends an error record about an exception that was raised at `stage`."""
    if not CHANNEL.is_ours():
        # The workload's forked child ends as Python lets it end, by `sys.exit` for example.
        raise problem
    if isinstance(problem, Refusal):
        message, detail = str(problem), problem.detail
    else:
        message, detail = told(problem), traceback_text(problem)
    CHANNEL.send("error", stage=stage, message=message, detail=detail)


def told(problem):
    """One line about an exception."""
    kind = type(problem).__name__
    text = safe_text(problem)
    if isinstance(problem, SystemExit):
        return "it called `sys.exit(%s)`" % text
    if isinstance(problem, ModuleNotFoundError):
        return "%s: %s, imported by the workload (interpreter: %s)" % (kind, text, sys.executable)
    return "%s: %s" % (kind, text) if text else kind


def safe_text(problem):
    """The text of an exception, whatever its class makes of that."""
    try:
        return str(problem)
    except Exception as second:
        return "<its text raised %s>" % type(second).__name__


def user_frames(problem):
    """The traceback from the first frame that is not the runner's; None when all are."""
    frames = problem.__traceback__
    while frames is not None and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return frames


def traceback_text(problem):
    """The traceback as Python prints it, the user's frames only, its end when it is long."""
    from traceback import format_exception

    try:
        lines = format_exception(type(problem), problem, user_frames(problem))
    except Exception as second:
        return "<its traceback raised %s>" % type(second).__name__
    return "".join(lines)[-TRACEBACK_SIZE:]


def call(function, name, arguments):
    """Calls a function of the user with keyword arguments; says so when they don't fit."""
    try:
        return function(**arguments)
    except TypeError as problem:
        refuse_misfit(problem, function, name, arguments)
        raise


def refuse_misfit(problem, function, name, arguments):
    """Refuses when a TypeError came from the call itself, not from within the function."""
    if user_frames(problem) is not None:
        return
    from inspect import signature

    try:
        expected = signature(function)
        expected.bind(**arguments)
    except TypeError as misfit:
        raise Refusal(
            "the parameters (%s) do not fit `%s%s`: %s"
            % (", ".join(arguments) or "none", name, expected, misfit)
        ) from None
    except ValueError:
        return
