# Mode `profile` under `py-spy`, which takes samples from outside: the workload's function again and
# again, below a function whose name tells those samples from the others.

SAMPLED_SECONDS = 2


def before_import():
    pass


def paceline_sampled(function, arguments):
    from time import perf_counter

    end = perf_counter() + SAMPLED_SECONDS
    while perf_counter() < end:
        function(**arguments)


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
    gc.collect()
    gc.freeze()
    paceline_sampled(function, arguments)
