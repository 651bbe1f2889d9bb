

# Mode `hook`.


def before_import():
    pass


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
