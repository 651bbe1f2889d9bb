"""Paceline's runner: does one job in this fresh interpreter and tells about it in JSON lines.

Imports as little as it can before the measurement: what it loads is in the workload's memory.
This part is the private channel to paceline, and the light writer of JSON.
"""
import gc
import os
import sys
from itertools import repeat
from time import perf_counter_ns, process_time_ns, sleep

JSON_DEPTH = 64
JSON_SIZE = 64 << 10
ESCAPES = {code: "\\u%04x" % code for code in range(32)}
ESCAPES[ord('"')] = '\\"'
ESCAPES[ord("\\")] = "\\\\"


class Channel:
    """What was standard output when the interpreter started, kept away from the workload.

    Descriptor 1 becomes another standard error, so that no print of the workload, of a C library
    or of a child gets in between. Children don't get the channel, neither by exec nor by fork.
    """

    def __init__(self):
        self.descriptor = os.dup(1)
        os.dup2(2, 1)
        self.identity = self.identify()
        self.process = os.getpid()
        self.records = 0
        self.rounds = repeat(None, 0)
        # Bound now: a workload may replace them.
        self.write, self.getpid, self.leave = os.write, os.getpid, os._exit
        os.register_at_fork(after_in_child=self.forget)

    def identify(self):
        """Which file the descriptor is; None when it is closed."""
        try:
            status = os.fstat(self.descriptor)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def forget(self):
        """Closes the channel in a forked child, and ends its copy of the timed loop."""
        if self.identity is not None and self.identify() == self.identity:
            os.close(self.descriptor)
        self.identity = None
        # A child that comes back from the workload would else fork in every round that is left.
        for _ in self.rounds:
            pass

    def is_ours(self):
        """Whether this is the process that paceline started, not a forked child of it."""
        return self.getpid() == self.process

    def keep_out(self):
        """Ends a forked child that came back from the workload."""
        if not self.is_ours():
            self.give_up("a forked child came back from the workload; it must end by os._exit")

    def send(self, record, **fields):
        """Sends one line; its field "record" says what it is."""
        self.keep_out()
        if self.identity is None or self.identify() != self.identity:
            self.give_up("the workload closed a descriptor that it did not open")
        self.records += 1
        # The first line break ends whatever a workload may have written here without one.
        text = "\n" + json_text({"record": record, **fields}) + "\n"
        data = text.encode("utf-8", "replace")
        while data:
            data = data[self.write(self.descriptor, data):]

    def give_up(self, message):
        """Ends a process that can't tell any more."""
        flush()
        self.write(2, ("paceline: " + message + "\n").encode())
        self.leave(3)


def json_text(value, limit=None):
    """JSON of None, booleans, numbers, strings, lists, tuples and dicts with strings as keys.

    Numbers that JSON does not have become null. Raises ValueError for anything else, for more
    than `limit` characters, and beyond JSON_DEPTH.
    """
    pieces, size = [], 0
    for piece in json_pieces(value, JSON_DEPTH):
        pieces.append(piece)
        size += len(piece)
        if limit is not None and size > limit:
            raise ValueError("too large")
    return "".join(pieces)


def json_pieces(value, depth):
    """The same, piece by piece."""
    if depth == 0:
        raise ValueError("too deep")
    if value is None or value is True or value is False:
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, str):
        yield '"' + str.translate(value, ESCAPES) + '"'
    elif isinstance(value, (list, tuple)):
        separator = "["
        for item in value:
            yield separator
            yield from json_pieces(item, depth - 1)
            separator = ","
        yield "[]" if separator == "[" else "]"
    elif isinstance(value, dict):
        separator = "{"
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("a key is no string")
            yield separator + '"' + str.translate(key, ESCAPES) + '":'
            yield from json_pieces(item, depth - 1)
            separator = ","
        yield "{}" if separator == "{" else "}"
    else:
        yield json_number(value)


def json_number(value):
    """JSON of a number of any type that converts to int or float."""
    kind = type(value)
    if isinstance(value, int) or hasattr(kind, "__index__"):
        value = int(value)
        # Larger ones have no floating-point number, which is how JSON is read.
        return int.__repr__(value) if value.bit_length() <= 1000 else "null"
    if not (isinstance(value, float) or hasattr(kind, "__float__")):
        raise ValueError("not JSON: " + kind.__name__)
    value = float(value)
    # Infinities and NaN differ from themselves after subtraction.
    return float.__repr__(value) if value - value == 0 else "null"


def flush():
    """Writes out what the workload printed; a stream it closed or broke is no failure of ours."""
    for name in "stdout", "stderr":
        try:
            getattr(sys, name).flush()
        except Exception:
            # Python would try again at the end and make it the exit status.
            setattr(sys, name, None)
