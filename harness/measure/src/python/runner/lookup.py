

# Finding the functions that the job names.


class Refusal(Exception):
    """Something that the runner itself explains; its own frames would say nothing more."""

    def __init__(self, message, detail=""):
        super().__init__(message)
        self.detail = detail


# Folders that the suite puts on the module path.
SEARCHED = []


def names(words):
    """The words as a list for people."""
    return ", ".join("`%s`" % word for word in words)


def load(name):
    """The module of that name, imported."""
    try:
        __import__(name)
    except ModuleNotFoundError as problem:
        missing = problem.name or ""
        if missing == name or name.startswith(missing + "."):
            raise Refusal(
                "no module `%s` in %s, nor among the packages of `%s`"
                % (missing, names(SEARCHED) or "no folder of the suite", sys.executable),
                "the module path is:\n" + "\n".join(sys.path),
            ) from None
        raise
    return sys.modules[name]


def find(module, dotted):
    """The object of that dotted name within the loaded module."""
    found = module
    for depth, part in enumerate(dotted.split(".")):
        try:
            found = getattr(found, part)
        except AttributeError:
            owner = ".".join([module.__name__] + dotted.split(".")[:depth])
            raise Refusal(absence(module, found, owner, part)) from None
    return found


def absence(module, owner, owner_name, name):
    """Says that `owner` has no `name`, and what it has instead."""
    from difflib import get_close_matches

    public = [known for known in dir(owner) if not known.startswith("__")]
    close = get_close_matches(name, public, n=3, cutoff=0.6)
    message = "`%s` (%s) has no `%s`" % (owner_name, place(module), name)
    if close:
        return message + "; did you mean %s?" % names(close)
    own = [known for known in public if callable(getattr(owner, known, None))][:10]
    return message + "; it has " + (names(own) or "no functions")


def place(module):
    """The file of a module, for people."""
    return getattr(module, "__file__", None) or "built in"


def reference(entry):
    """The function that a reference of the configuration names, or None for no reference."""
    if entry is None:
        return None
    found = find(load(entry["module"]), entry["function"])
    if not callable(found):
        name = "%s:%s" % (entry["module"], entry["function"])
        raise Refusal("`%s` is a %s, not a function" % (name, type(found).__name__))
    return found
