

# Mode `time`.

STEP = 10
HEADROOM = 1.2


def time_loop(function, arguments, iterations):
    """Nanoseconds of wall and processor time of that many calls, and what the last returned."""
    # The last call is apart so that no call has to live beside the result of another.
    CHANNEL.rounds = rounds = repeat(None, iterations - 1)
    if arguments:
        cpu, wall = process_time_ns(), perf_counter_ns()
        for _ in rounds:
            function(**arguments)
        result = function(**arguments)
    else:
        cpu, wall = process_time_ns(), perf_counter_ns()
        for _ in rounds:
            function()
        result = function()
    wall = perf_counter_ns() - wall
    cpu = process_time_ns() - cpu
    CHANNEL.keep_out()
    return wall, cpu, result


def calibrate(function, arguments, min_time):
    """Calls per loop that take `min_time` seconds and a little more."""
    target = int(min_time * 1e9)
    iterations = 1
    wall = time_loop(function, arguments, iterations)[0]
    # The first call fills caches; unless it is much too slow anyway, it says little.
    if wall < STEP * target:
        wall = time_loop(function, arguments, iterations)[0]
    while wall < target:
        needed = int(iterations * target * HEADROOM / max(wall, 1))
        iterations = min(iterations * STEP, max(iterations + 1, needed))
        wall = time_loop(function, arguments, iterations)[0]
    return iterations


def run_mode(config, function, arguments):
    gc.collect()
    gc.freeze()
    values = []
    try:
        iterations = config["iterations"] or calibrate(function, arguments, config["min_time"])
        for _ in range(config["warmup"]):
            time_loop(function, arguments, iterations)
        for _ in range(config["values"]):
            wall, cpu, result = time_loop(function, arguments, iterations)
            values.append((wall, cpu))
    except TypeError as problem:
        refuse_misfit(problem, function, target_name(config), arguments)
        raise
    CHANNEL.send("iterations", count=iterations)
    for wall, cpu in values:
        CHANNEL.send("value", wall=wall, cpu=cpu)
    if values:
        STEPS.stage = "result"
        send_result(result)


def before_import():
    pass
