# Mode `profile` under the profiler `memory`, which looks from outside: one call, as in a program.


def before_import():
    pass


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
