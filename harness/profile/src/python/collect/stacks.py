

# Profiler `stacks`: every call stack of the main thread, with the number of its calls.

# Deeper calls, and those of too many different stacks, are counted in a function of this name.
TRUNCATED = "[truncated]"
DEPTH = 512
STACKS = 200_000
# Of all stacks together: what they take when each is written out.
FRAMES = 10_000_000


class Node:
    """A call stack: what was called last, and what that called."""

    __slots__ = "key", "depth", "children", "calls", "nanoseconds"

    def __init__(self, key, depth):
        self.key = key
        self.depth = depth
        self.children = {}
        self.calls = 0
        self.nanoseconds = 0


class Collector(Observer):
    def __init__(self):
        self.root = Node(None, 0)
        self.stacks = STACKS
        self.frames = FRAMES
        # Code objects by their id, which is a faster key than they are.
        self.codes = {}
        self.hook = make_hook(self)
        self.is_disturbed = False

    def start(self):
        sys.setprofile(self.hook)

    def stop(self):
        self.is_disturbed = sys.getprofile() is not self.hook
        sys.setprofile(None)

    def child(self, node, key):
        """The stack in which `node` calls `key` for the first time."""
        if node.key == TRUNCATED:
            return node
        if node.depth >= DEPTH or self.stacks <= 0 or self.frames <= 0:
            key = TRUNCATED
        if key not in node.children:
            self.stacks -= 1
            self.frames -= node.depth + 1
            node.children[key] = Node(key, node.depth + 1)
        return node.children[key]

    def tell(self, document, own):
        nodes, is_truncated = [], False
        pending = [(child, -1) for child in self.root.children.values()]
        while pending:
            node, parent = pending.pop()
            code = self.codes.get(node.key)
            if code is not None and code in own:
                continue
            is_truncated = is_truncated or node.key == TRUNCATED
            pending += [(child, len(nodes)) for child in node.children.values()]
            number = function_number(document, node.key, code)
            nodes.append((parent, number, (node.calls, node.nanoseconds)))
        document.stacks = {"metrics": ("calls", "time"), "nodes": nodes}
        document.notes += self.notes(is_truncated)

    def notes(self, is_truncated):
        if is_truncated:
            yield "calls deeper than %d, or after the first %d stacks, are told as `%s`" % (
                DEPTH,
                STACKS,
                TRUNCATED,
            )
        if self.is_disturbed:
            yield "the workload replaced the hook of `sys.setprofile`: later calls are missing"
        if any(key[2] in THREAD_STARTERS for key in self.c_functions()):
            yield "the workload starts threads: only the calls of the main one are told"

    def c_functions(self):
        pending = [self.root]
        while pending:
            node = pending.pop()
            pending += node.children.values()
            if isinstance(node.key, tuple):
                yield node.key


def make_hook(collector):
    """The function for `sys.setprofile`; it runs at each call and has all it needs beside it."""
    from time import perf_counter_ns as clock

    codes = collector.codes
    root = current = collector.root
    # The Python frames that run: each with its stack and the one to go on with when it is left.
    running = []
    last = clock()

    def enter(node, key):
        child = node.children.get(key) or collector.child(node, key)
        child.calls += 1
        return child

    def leave(frame):
        """Forgets the frame and those above it, which were left without an event."""
        while running[-1][0] is not frame:
            running.pop()
        return running.pop()[2]

    def hook(frame, event, argument):
        nonlocal current, last
        current.nanoseconds += clock() - last
        if event == "call":
            caller = frame.f_back
            if running and running[-1][0] is not caller:
                missed = next((entry for entry in reversed(running) if entry[0] is caller), None)
                while missed is not None and running[-1] is not missed:
                    current = running.pop()[2]
            code = frame.f_code
            codes[id(code)] = code
            entered = enter(current, id(code))
            running.append((frame, entered, current))
            current = entered
        elif event == "c_call":
            above = running[-1][1] if running else root
            owner = type(argument.__self__)
            current = enter(above, (owner, argument.__module__, argument.__name__))
        elif event == "return":
            if running and running[-1][0] is frame:
                current = running.pop()[2]
            elif any(entry[0] is frame for entry in running):
                current = leave(frame)
        else:
            current = running[-1][1] if running else root
        last = clock()

    return hook


def function_number(document, key, code):
    """The number of what a stack ends with."""
    if code is not None:
        return document.function(code)
    return document.builtin(key if key == TRUNCATED else c_label(*key))


def c_label(owner, module, name):
    """How cProfile names a function of C, so that the two agree."""
    for kind in owner.__mro__:
        if name in vars(kind):
            return repr(vars(kind)[name])
    is_of_module = owner in (type(sys), type(None)) and module
    return "<built-in method %s>" % (module + "." + name if is_of_module else name)
