

# Profiler `memray`: every allocation, also of C code, by the package `memray`.

# Places in the code that are told, of those with most allocations.
PLACES = 100_000
STACKS = 200_000


class Collector(Observer):
    def __init__(self):
        self.tracker = None

    @property
    def file(self):
        return os.path.join(self.folder, "memray.bin")

    def rehearse(self, function, arguments):
        from memray import Tracker

        # Without the allocators of Python, objects up to 512 bytes would be unseen.
        self.tracker = Tracker(self.file, trace_python_allocators=True)

    def start(self):
        self.tracker.__enter__()

    def stop(self):
        self.tracker.__exit__(None, None, None)

    def tell(self, document, own):
        from memray import FileReader
        from memray._memray import compute_statistics

        owners = Owners()
        statistics = compute_statistics(self.file, report_progress=False, num_largest=PLACES)
        document.totals["allocations"] = statistics.total_num_allocations
        for metric, places in (
            ("allocations", statistics.top_locations_by_count),
            ("allocated", statistics.top_locations_by_size),
        ):
            for place, count in places:
                number = place_number(document, owners, place)
                if number is not None:
                    document.add(number, metric, count)
        with FileReader(self.file) as reader:
            records = reader.get_high_watermark_allocation_records(merge_threads=True)
            document.stacks = stack_nodes(document, owners, records)


def place_number(document, owners, place):
    """The number of the function that memray means; None for the runner's."""
    name, file, line = place
    code = owners.code(file, line) if file else None
    if code is not None:
        return document.function(code)
    return None if file == "<string>" else document.number(file, name, 0)


def stack_nodes(document, owners, records):
    """The stacks in use at the peak, by their bytes, as a tree."""
    nodes, places = [], {}
    for record in records:
        node = -1
        for place in reversed(record.stack_trace()):
            number = place_number(document, owners, place)
            if number is None or len(nodes) >= STACKS:
                continue
            key = node, number
            if key not in places:
                places[key] = len(nodes)
                nodes.append([node, number, 0, 0])
            node = places[key]
        if node >= 0:
            nodes[node][2] += record.size
    return nodes
