

# Profiler `memray`: every allocation, also of C code, by the package `memray`.

# Places in the code that are told, of those with most allocations.
PLACES = 100_000
# Allocations and frees that are put down to their stacks one by one: that takes 3 seconds.
MOST_RECORDS = 1_000_000
# Time between two looks at the memory in use.
INTERVAL_MS = 1
# A course of memory has at least so many points.
LEAST_POINTS = 3


class Collector(Observer):
    def __init__(self):
        self.tracker = None

    @property
    def file(self):
        return os.path.join(self.folder, "memray.bin")

    def rehearse(self, function, arguments):
        from memray import Tracker

        # Without the allocators of Python, objects up to 512 bytes would be unseen.
        self.tracker = Tracker(
            self.file, trace_python_allocators=True, memory_interval_ms=INTERVAL_MS
        )

    def start(self):
        self.tracker.__enter__()

    def stop(self):
        self.tracker.__exit__(None, None, None)

    def tell(self, document, own):
        from memray import FileReader
        from memray._memray import compute_statistics

        places = Places(document)
        statistics = compute_statistics(self.file, report_progress=False, num_largest=PLACES)
        document.totals["allocations"] = statistics.total_num_allocations
        for metric, heaviest in (
            ("allocations", statistics.top_locations_by_count),
            ("allocated", statistics.top_locations_by_size),
        ):
            for place, count in heaviest:
                number = places.number(place)
                if number is not None:
                    document.add(number, metric, count)
        with FileReader(self.file) as reader:
            self.tell_stacks(reader, document, places)
            write_course(reader, self.folder)

    def tell_stacks(self, reader, document, places):
        tree = StackTree("allocated", "allocations", "peak", "at_end")
        records = reader.metadata.total_allocations
        if records <= MOST_RECORDS:
            for (size, count), stack in all_allocated(reader):
                tree.add(places.stack(stack), {"allocated": size, "allocations": count})
        else:
            document.notes.append(
                "of %d allocations and frees, more than %d, the stacks are told only for what was in "
                "use at the peak and at the end" % (records, MOST_RECORDS)
            )
        for metric, held in (
            ("peak", reader.get_high_watermark_allocation_records(merge_threads=True)),
            ("at_end", reader.get_leaked_allocation_records(merge_threads=True)),
        ):
            for record in held:
                tree.add(places.stack(record.stack_trace()), {metric: record.size})
        document.stacks = tree.told()


def all_allocated(reader):
    """Bytes and allocations of each stack, whether they were freed or not."""
    from memray import AllocatorType

    ends = {AllocatorType[name] for name in ("FREE", "MUNMAP", "PYMALLOC_FREE")}
    sums, stacks = {}, {}
    for record in reader.get_allocation_records():
        if record.allocator in ends:
            continue
        key = record.stack_id
        if key not in sums:
            sums[key], stacks[key] = [0, 0], record.stack_trace()
        sums[key][0] += record.size
        sums[key][1] += record.n_allocations
    return [(sums[key], stacks[key]) for key in sums]


def write_course(reader, folder):
    """Memory in use over time, as a file beside the counts."""
    from json import dump

    looks = list(reader.get_memory_snapshots())
    if len(looks) < LEAST_POINTS:
        return
    start = looks[0].time
    samples = [((look.time - start) / 1000, look.heap) for look in looks]
    highest, _ = max(samples, key=lambda sample: sample[1])
    # Between two looks there may have been more.
    peak = highest, reader.metadata.peak_memory
    with open(os.path.join(folder, "memray.json"), "w", encoding="ascii") as file:
        dump({"unit": ["s", "B"], "peak": peak, "samples": samples}, file)


class Places:
    """The functions that memray means."""

    def __init__(self, document):
        self.document = document
        self.owners = Owners()
        self.known = {}

    def number(self, place):
        """The number of a function; None for the runner's."""
        if place not in self.known:
            self.known[place] = self.found(*place)
        return self.known[place]

    def found(self, name, file, line):
        code = self.owners.code(file, line) if file else None
        if code is not None:
            return self.document.function(code)
        return None if file == "<string>" else self.document.number(file, name, 0)

    def stack(self, places):
        """The numbers of a stack that is told innermost first."""
        numbers = (self.number(place) for place in reversed(places))
        return [number for number in numbers if number is not None]
