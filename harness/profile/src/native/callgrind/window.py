# Mode `profile` for callgrind: counts the instructions of one call of the workload, and of nothing
# around it, by talking to valgrind from within.

# The first requests of callgrind's part of the protocol.
DUMP_AT, START, STOP = (((ord("C") << 24) | (ord("T") << 16)) + number for number in (3, 4, 5))
RUNNING_ON_VALGRIND = 0x1001

# Valgrind recognises the four rotations, which change nothing, and the exchange after them; it then
# reads the request at the address in rax and answers in rdx. A processor just runs them.
X86_64 = bytes.fromhex(
    "4889f8"  # mov rax, rdi
    "4831d2"  # xor rdx, rdx
    "48c1c703 48c1c70d 48c1c73d 48c1c733"  # rol rdi, 3, 13, 61, 51
    "4887db"  # xchg rbx, rbx
    "4889d0"  # mov rax, rdx
    "c3"  # ret
)


class Window:
    """Says to callgrind what to count."""

    def __init__(self):
        import ctypes
        import mmap

        access = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
        try:
            self.code = mmap.mmap(-1, len(X86_64), prot=access)
        except OSError as problem:
            raise Refusal(
                "callgrind needs memory that is writable and executable, which this system "
                "refuses: %s" % problem
            ) from None
        self.code.write(X86_64)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self.code))
        self.ask = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p)(address)
        self.start, self.stop = self.request(ctypes, START), self.request(ctypes, STOP)
        # The text becomes the trigger in the head of the file that callgrind writes.
        self.dumps = {
            name: self.request(ctypes, DUMP_AT, name)
            for name in (b"paceline warm-up", b"paceline idle", b"paceline workload")
        }
        if self.ask(self.request(ctypes, RUNNING_ON_VALGRIND)) == 0:
            raise Refusal("this interpreter does not run under valgrind, though it was started so")

    def request(self, ctypes, number, text=None):
        """A request, ready to be asked: its number and five arguments."""
        words = (ctypes.c_uint64 * 6)(number)
        if text is not None:
            words.text = ctypes.create_string_buffer(text)
            words[1] = ctypes.addressof(words.text)
        pointer = ctypes.c_void_p(ctypes.addressof(words))
        pointer.words = words
        return pointer

    def count(self, name, function, arguments):
        """Calls the function once, counted, and has the counts written under that name."""
        ask, start, stop = self.ask, self.start, self.stop
        gc.collect()
        gc.freeze()
        ask(start)
        result = function(**arguments)
        ask(stop)
        ask(self.dumps[name])
        return result


def before_import():
    global WINDOW
    # Now, since the workload's own imports may make it impossible.
    WINDOW = Window()


def idle():
    pass


def run_mode(config, function, arguments):
    for _ in range(config["options"]["warmups"]):
        call(function, target_name(config), arguments)
    gc.disable()
    # What the window itself takes, to be subtracted; the first one fills caches.
    WINDOW.count(b"paceline warm-up", idle, {})
    WINDOW.count(b"paceline idle", idle, {})
    WINDOW.count(b"paceline workload", function, arguments)
    gc.enable()
