

# A text of what a workload returned that is equal exactly when the results are equal: whatever
# the hash seed and wherever its objects lie. And the hash of it.

PARTS = 1000000
NESTING = 100
SLICE = 65536
EXCERPT = 200
# Formats of buffers: numbers, and the characters of NumPy.
NUMBER_CODES = set("?cbBhHiIlLqQnNefdw") | {"Zf", "Zd"}


class CanonicalText:
    """Hashes the text of a value piece by piece, so that a large one needs no second copy."""

    def __init__(self, sha256):
        self.sha256 = sha256
        self.hash = sha256()
        self.excerpt = ""
        self.room = EXCERPT + 1
        self.pieces = []
        self.parts = PARTS
        self.enclosing = set()
        self.is_cut = False
        self.has_anonymous = False
        self.write = self.hash_piece

    def finish(self, value):
        """Digest and excerpt of `value`."""
        self.put(value)
        self.drain()
        excerpt = self.excerpt
        if len(excerpt) > EXCERPT:
            excerpt = excerpt[: EXCERPT - 1] + "\u2026"
        return self.hash.hexdigest(), excerpt

    def hash_piece(self, piece):
        self.pieces.append(piece)
        if len(self.pieces) > 1000 or len(piece) > 1000:
            self.drain()

    def drain(self):
        text = "".join(self.pieces)
        self.pieces.clear()
        self.excerpt += text[: self.room - len(self.excerpt)]
        self.hash.update(text.encode("utf-8", "surrogatepass"))

    def put(self, value):
        """Writes one value and what is in it."""
        self.parts -= 1
        if self.parts < 0 or len(self.enclosing) > NESTING:
            self.is_cut = True
            self.write("...")
            return
        kind = type(value)
        if kind is int:
            # Decimal digits of a large number take quadratic time, and Python refuses them.
            self.write(repr(value) if value.bit_length() < 1000 else hex(value))
        elif kind is str or kind is bytes:
            for start in range(0, len(value) or 1, SLICE):
                self.write(repr(value[start : start + SLICE]))
        elif kind is float or kind is bool or value is None:
            self.write(repr(value))
        elif id(value) in self.enclosing:
            self.write("<itself>")
        else:
            self.enclosing.add(id(value))
            self.put_object(value, kind)
            self.enclosing.discard(id(value))

    def put_object(self, value, kind):
        """Writes a container by its items, anything else by the text that it has of itself."""
        if hasattr(kind, "__dataclass_fields__"):
            self.put_fields(kind, ((name, getattr(value, name, None))
                                   for name, field in kind.__dataclass_fields__.items()
                                   if field.repr))
        elif isinstance(value, tuple) and hasattr(kind, "_fields"):
            self.put_fields(kind, zip(kind._fields, value))
        elif isinstance(value, dict):
            self.put_all(kind, dict, "{", value.items(), "}", self.put_entry)
        elif isinstance(value, list) or kind.__name__ == "deque":
            self.put_all(kind, list, "[", value, "]", self.put)
        elif isinstance(value, tuple):
            self.put_all(kind, tuple, "(", value, ")", self.put)
        elif isinstance(value, (set, frozenset)):
            self.put_set(kind, value)
        elif not self.put_buffer(kind, value):
            self.put_text(value)

    def put_all(self, kind, plain, opening, items, closing, put):
        self.write(opening if kind is plain else kind.__qualname__ + opening)
        for item in items:
            if self.parts < 0:
                break
            put(item)
            self.write(", ")
        self.write(closing)

    def put_entry(self, entry):
        self.put(entry[0])
        self.write(": ")
        self.put(entry[1])

    def put_fields(self, kind, fields):
        self.write(kind.__qualname__ + "(")
        for name, item in fields:
            self.write(name + "=")
            self.put(item)
            self.write(", ")
        self.write(")")

    def put_set(self, kind, items):
        """Writes the items in the order of their texts."""
        write, texts = self.write, []
        for item in items:
            pieces = []
            self.write = pieces.append
            self.put(item)
            texts.append("".join(pieces))
            # A part of a set is another part for every hash seed.
            if self.parts < 0:
                texts = ["%d items" % len(items)]
                break
        self.write = write
        self.write(kind.__qualname__ + "{")
        for text in sorted(texts):
            self.write(text + ", ")
        self.write("}")

    def put_buffer(self, kind, value):
        """Writes an array by the hash of its bytes; False when it is none, or not of numbers."""
        try:
            with memoryview(value) as view:
                code = view.format.lstrip("@=<>!")
                # Others may have padding, whose bytes are arbitrary, or be pointers.
                if code.lstrip("0123456789") not in NUMBER_CODES:
                    return False
                digest = self.sha256(view.tobytes()).hexdigest()
                self.write("%s %s %s %s" % (kind.__qualname__, code, list(view.shape), digest))
                return True
        except (TypeError, ValueError, BufferError):
            return False

    def put_text(self, value):
        try:
            text = repr(value)
        except Exception as problem:
            text = "<its repr raised %s>" % type(problem).__name__
        first, *rest = text.split(" at 0x")
        self.has_anonymous = self.has_anonymous or bool(rest)
        self.write(first)
        for piece in rest:
            self.write(piece.lstrip("0123456789abcdefABCDEF"))


def send_result(value):
    """Sends what the workload returned: its digest, and itself where JSON can say it."""
    kind = type(value)
    if kind.__module__ == "builtins" and kind.__name__ == "coroutine":
        raise Refusal(
            "the function is `async`: each call made a coroutine that never ran; "
            "wrap it in a function that calls `asyncio.run`"
        )
    if kind.__module__ == "builtins" and kind.__name__ in ("generator", "async_generator"):
        CHANNEL.send("note", text="the function returned a %s whose body never ran; "
                     "measure a function that runs through it" % kind.__name__.replace("_", " "))
    text = CanonicalText(load_sha256())
    digest, excerpt = text.finish(value)
    CHANNEL.send("result", digest=digest, excerpt=excerpt)
    if text.is_cut:
        CHANNEL.send("note", text="the result is large or deep: only its first %d parts and %d "
                     "levels are compared" % (PARTS, NESTING))
    if text.has_anonymous:
        CHANNEL.send("note", text="the result has objects without a text of their own, which are "
                     "compared by type only: " + excerpt)
    try:
        json_text(value, JSON_SIZE)
    except Exception:
        return
    CHANNEL.send("result-json", value=value)


def load_sha256():
    """SHA-256 from the module that is built in; hashlib would load OpenSSL."""
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256
    return sha256
