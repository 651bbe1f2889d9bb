# Runs in the workload's interpreter, 3.9 and newer. What a profiler writes down: counts by function
# and line, told by what stays the same in other processes and in other checkouts.
import os
import sys

TEXT_SIZE = 200
LIBRARIES = "/site-packages/", "/dist-packages/"
STANDARD_LIBRARY = tuple(
    {os.path.dirname(file) + os.sep for file in (os.__file__, os.path.realpath(os.__file__))}
)
THREAD_STARTERS = "start_new_thread", "start_joinable_thread"


def is_foreign(file):
    """Whether a file is surely not the project's; which of the others are is found out later."""
    return (
        file.startswith("<")
        or file.startswith(STANDARD_LIBRARY)
        or any(folder in file for folder in LIBRARIES)
    )


def clean_text(text):
    """The text without halves of characters, which JSON can't say."""
    return text.encode("utf-8", "replace").decode("utf-8")


def own_codes():
    """The code objects of the runner, which are no part of the workload."""
    codes, pending = set(), list(globals().values())
    while pending:
        item = pending.pop()
        if isinstance(item, type(own_codes.__code__)):
            codes.add(item)
            pending += item.co_consts
        elif getattr(item, "__globals__", None) is globals():
            pending.append(item.__code__)
        elif isinstance(item, type) and item.__module__ == __name__:
            pending += vars(item).values()
    return codes


def body_text(code):
    """What a code object does, without where it stands and what it is called."""
    constants = []
    for item in code.co_consts:
        if isinstance(item, type(code)):
            constants.append(body_text(item))
        elif isinstance(item, frozenset):
            constants.append(sorted(map(repr, item)))
        elif item == code.co_firstlineno and "__firstlineno__" in code.co_names:
            # Since 3.13 the body of a class knows its line.
            constants.append("line")
        else:
            constants.append(repr(item))
    return repr((code.co_code, code.co_names, code.co_varnames, constants))


def digest(bodies):
    """The identity of code by its texts; None for none."""
    from hashlib import sha256

    text = "\n".join(sorted(bodies)).encode("utf-8", "backslashreplace")
    return sha256(text).hexdigest()[:32] if bodies else None


class Document:
    """Totals, functions with counts and lines, call stacks and notes, written as one JSON file."""

    def __init__(self):
        self.totals = {}
        self.notes = []
        self.stacks = None
        self.rows = []
        self.numbers = {}
        # With the code objects, so that no other one gets the id of one that is known.
        self.known = {}

    def function(self, code):
        """The number of the function that has this code; two code objects may be one function."""
        known = self.known.get(id(code))
        if known is None:
            name = getattr(code, "co_qualname", code.co_name)
            number = self.number(code.co_filename, name, code.co_firstlineno)
            self.rows[number]["bodies"].add(body_text(code))
            known = self.known[id(code)] = number, code
        return known[0]

    def builtin(self, label):
        """The number of a function of the interpreter, by the text that `repr` has for it."""
        # Addresses are others in each process.
        label = label.split(" at 0x")[0]
        if label.startswith("<"):
            label = "{" + label[1:].rstrip(">") + "}"
        return self.number("", label, 0)

    def number(self, file, name, line):
        key = clean_text(file), clean_text(name), line
        number = self.numbers.setdefault(key, len(self.rows))
        if number == len(self.rows):
            self.rows.append({"key": key, "bodies": set(), "counts": {}, "lines": {}})
        return number

    def add(self, number, metric, own, total=None):
        """Adds to what a function cost."""
        count = self.rows[number]["counts"].setdefault(metric, [0, None])
        count[0] += own
        if total is not None:
            count[1] = (count[1] or 0) + total

    def add_line(self, number, line, metric, cost):
        """Adds to what a line of a function cost."""
        costs = self.rows[number]["lines"].setdefault(line, {})
        costs[metric] = costs.get(metric, 0) + cost

    def functions(self):
        from linecache import getline

        for row in self.rows:
            file, name, line = row["key"]
            lines = [
                {
                    "line": number,
                    "text": clean_text(getline(file, number).strip()[:TEXT_SIZE]),
                    "counts": costs,
                }
                for number, costs in sorted(row["lines"].items())
            ]
            yield {
                "file": file,
                "name": name,
                "line": line,
                "body": digest(row["bodies"]),
                "counts": row["counts"],
                "lines": lines,
            }

    def write(self, folder):
        from json import dumps

        text = dumps(
            {
                "totals": self.totals,
                "functions": list(self.functions()),
                "stacks": self.stacks,
                "notes": self.notes,
            },
            separators=(",", ":"),
        )
        with open(os.path.join(folder, "profile.json"), "w", encoding="ascii") as file:
            file.write(text)


class Observer:
    """What a collector is: it may begin early, has a window, and tells what it saw there."""

    # Where files for other tools go.
    folder = None

    @staticmethod
    def begin():
        """Before anything of the workload is loaded."""

    def rehearse(self, function, arguments):
        """Before the window, where the first time under observation is unlike the others."""

    def start(self):
        """Opens the window, with nothing after it."""

    def stop(self):
        """Closes it, with nothing before it."""

    def tell(self, document, own):
        """Puts it into the document. `own`: code objects that are not the workload's."""


def observe(collector, function, arguments):
    """The one window in which a collector is on."""
    collector.start()
    try:
        return function(**arguments)
    finally:
        collector.stop()


def write_observed(collector):
    """Writes what a collector saw."""
    document = Document()
    collector.tell(document, own_codes())
    document.write(collector.folder)


def project_functions():
    """The functions and methods in all loaded modules that may be the project's."""
    plain, found = type(own_codes), {}
    for module in list(sys.modules.values()):
        pending = list(vars(module).values()) if isinstance(module, type(sys)) else []
        for kind in [item for item in pending if isinstance(item, type)]:
            pending += vars(kind).values()
        for item in pending:
            if isinstance(item, property):
                item = item.fget
            item = getattr(item, "__func__", None) or getattr(item, "__wrapped__", item)
            if isinstance(item, plain) and not is_foreign(item.__code__.co_filename):
                found[id(item.__code__)] = item
    return list(found.values())


class Monitor:
    """A place among the tools that `sys.monitoring` serves (3.12 and newer)."""

    def __init__(self):
        self.monitoring = sys.monitoring
        free = [tool for tool in (4, 3) if self.monitoring.get_tool(tool) is None]
        if not free:
            raise RuntimeError("the workload uses `sys.monitoring` for itself: no place is free")
        self.tool = free[0]
        self.monitoring.use_tool_id(self.tool, "paceline")

    def on(self, callbacks):
        """Calls these at their events, everywhere and in all threads; None: nothing is called."""
        events = self.monitoring.events
        numbers = {getattr(events, name): callback for name, callback in callbacks.items()}
        for number, callback in numbers.items():
            self.monitoring.register_callback(self.tool, number, callback)
        self.monitoring.set_events(self.tool, sum(numbers))

    def off(self):
        self.monitoring.set_events(self.tool, 0)
        self.monitoring.free_tool_id(self.tool)
