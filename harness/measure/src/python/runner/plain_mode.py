

# Mode `profile` without a profiler: the calls alone, to see what a profiler costs.


def before_import():
    pass


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
    gc.collect()
    gc.freeze()
    function(**arguments)
