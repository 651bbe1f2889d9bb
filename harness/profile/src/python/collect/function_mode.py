

# Mode `profile`: one call of the workload's function, after one that fills its caches.


def before_import():
    Collector.begin()


def run_mode(config, function, arguments):
    call(function, target_name(config), arguments)
    collector = Collector()
    collector.folder = config["folder"]
    collector.rehearse(function, arguments)
    gc.collect()
    gc.freeze()
    observe(collector, function, arguments)
    CHANNEL.keep_out()
    write_observed(collector)
