

# Mode `check`.

DETAIL_SIZE = 4000


def before_import():
    pass


def run_mode(config, function, arguments):
    import threading
    from random import seed as seed_random

    switches = Switches(config["yield_lines"])
    takes_seed = "seed" not in arguments and "seed" in parameter_names(function)
    died = []
    threading.excepthook = lambda failure: died.append(failure.exc_value or failure.exc_type())
    passed, runs, detail = True, 0, ""
    for runs in range(1, config["repeat"] + 1):
        seed = config["seed"] + runs - 1
        switches.seed(seed)
        seed_random(seed)
        given = {**arguments, "seed": seed} if takes_seed else arguments
        passed, detail = run_once(function, target_name(config), given, died)
        if not passed:
            detail = "run %d of %d (seed %d): %s" % (runs, config["repeat"], seed, detail)
            break
    CHANNEL.send("check", passed=passed, runs=runs, detail=detail[:DETAIL_SIZE])
    if not passed:
        # Threads that it left may wait for each other for ever.
        STEPS.may_linger = False


def parameter_names(function):
    from inspect import signature

    try:
        return set(signature(function).parameters)
    except (TypeError, ValueError):
        return set()


def run_once(function, name, arguments, died):
    """Whether one run passed, and what there is to say about it."""
    try:
        answer = call(function, name, arguments)
    except Refusal:
        raise
    except BaseException as problem:
        if not CHANNEL.is_ours():
            raise
        return False, told(problem) + "\n" + traceback_text(problem)
    if died:
        return False, "a thread died of " + told(died[0]) + "\n" + traceback_text(died[0])
    return judge(answer)


def judge(answer):
    """What the answer of a check means."""
    if isinstance(answer, dict) and "ok" in answer:
        detail = answer.get("detail", {key: answer[key] for key in answer if key != "ok"})
        text = detail if isinstance(detail, str) else repr(detail) if detail else ""
        return bool(answer["ok"]), text or ("" if answer["ok"] else "it returned a false `ok`")
    # By name, so that the boolean of NumPy is one too.
    is_true = type(answer).__name__ in ("bool", "bool_") and bool(answer)
    if answer is None or is_true:
        return True, ""
    return False, (
        "it returned %.200r; a check passes by `None`, `True` or a dict with a true `ok`"
        % (answer,)
    )
