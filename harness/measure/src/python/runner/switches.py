

# Forced thread switches: at random lines of the code under test the interpreter is made to let
# another thread go on, so that what a lock should have protected shows every time.

SWITCH_SHARE = 0.2
# Not 0: then the same thread often goes on before another one has woken up (found 17 of 30 times
# instead of 30 on 3.10).
SWITCH_SECONDS = 1e-6


class Switches:
    """Armed for the lines of some code objects as soon as it is made."""

    def __init__(self, entries):
        from random import Random

        self.random = Random()
        codes = set()
        for entry in entries:
            codes |= entry_codes(entry)
        if codes:
            self.arm(codes)

    def seed(self, seed):
        self.random.seed(seed)

    def arm(self, codes):
        draw = self.random.random

        def at_line(*_):
            if draw() < SWITCH_SHARE:
                # Lets go of the interpreter's lock.
                sleep(SWITCH_SECONDS)

        if not watch_lines(codes, at_line):
            trace_lines(codes, at_line)


def entry_codes(entry):
    """The code objects of one entry `module:Class.method`."""
    module, colon, dotted = entry.partition(":")
    if not (module and colon and dotted):
        raise Refusal("yield_lines: `%s` is not of the form `module:Class.method`" % entry)
    try:
        codes = code_objects(find(load(module), dotted))
    except Refusal as problem:
        raise Refusal("yield_lines: `%s`: %s" % (entry, problem)) from None
    if not codes:
        raise Refusal("yield_lines: `%s` is not written in Python, so it has no lines" % entry)
    return codes


def code_objects(target):
    """The code of a function, method or property, of all in a class, and of functions inside."""
    from types import CodeType, FunctionType

    codes, seen, pending = set(), set(), [target]
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, CodeType):
            codes.add(item)
            pending += [part for part in item.co_consts if isinstance(part, CodeType)]
        elif isinstance(item, type):
            plain = FunctionType, staticmethod, classmethod, property
            pending += [part for part in vars(item).values() if isinstance(part, plain)]
        else:
            names = "__func__", "__wrapped__", "__code__", "fget", "fset", "fdel", "func"
            pending += [getattr(item, name, None) for name in names]
    return codes


def watch_lines(codes, at_line):
    """Calls `at_line` at the lines of these code objects in any thread; False when it can't."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None:
        return False
    tool = next((number for number in (4, 3) if monitoring.get_tool(number) is None), None)
    if tool is None:
        return False
    monitoring.use_tool_id(tool, "paceline")
    monitoring.register_callback(tool, monitoring.events.LINE, at_line)
    for code in codes:
        monitoring.set_local_events(tool, code, monitoring.events.LINE)
    return True


def trace_lines(codes, at_line):
    """The same by `settrace`: slower, and only in threads that `threading` starts from now on."""
    import threading

    def at_event(frame, event, _):
        if event == "line":
            at_line()
        return at_event

    def at_call(frame, event, _):
        return at_event if frame.f_code in codes else None

    threading.settrace(at_call)
    sys.settrace(at_call)
    CHANNEL.send("note", text="no free `sys.monitoring` in python %d.%d: threads are made to "
                 "switch by `sys.settrace`, only in those that `threading` starts"
                 % sys.version_info[:2])
