

# Profilers import these modules. From now on they are compiled, so that the first profiled process
# has no other memory behind it than the next: a count of instructions would tell.
for name in "array ctypes dis hashlib importlib.util json linecache marshal mmap runpy".split():
    try:
        __import__(name)
    except ImportError:
        pass
