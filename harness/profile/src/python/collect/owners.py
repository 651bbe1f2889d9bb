

# Which function a line belongs to, for tools that tell lines alone.


def code_lines(code):
    """The numbers of the lines that a code object has instructions for."""
    if hasattr(code, "co_lines"):
        return {line for _, _, line in code.co_lines() if line}
    from dis import findlinestarts

    return {line for _, line in findlinestarts(code)}


def line_owners(file):
    """The code objects of a source file by line."""
    import warnings

    try:
        with open(file, "rb") as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = compile(opened.read(), file, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError):
        return {}
    owners, pending = {}, [module]
    while pending:
        code = pending.pop()
        lines = code_lines(code)
        if code.co_name.startswith("<"):
            # A lambda or the like, in a line that mostly is another function's.
            lines -= owners.keys()
        elif len(lines) > 1:
            # There the definition itself runs.
            lines.discard(code.co_firstlineno)
        owners.update(dict.fromkeys(lines, code))
        pending += [item for item in code.co_consts if isinstance(item, type(code))]
    return owners


class Owners:
    """The code objects of lines, each source file read once."""

    def __init__(self):
        self.files = {}

    def code(self, file, line):
        """The code object that has this line, or None."""
        if file not in self.files:
            self.files[file] = line_owners(file)
        return self.files[file].get(line)
