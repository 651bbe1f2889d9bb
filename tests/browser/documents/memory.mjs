// What a profiler of memory tells: one call tree for each amount, the values of a run with stolen time.
const METRICS = {
  allocated: [[4096, 4096], [900_000, 1_400_000], [0, 250_000]],
  allocations: [[2, 2], [900, 1400], [0, 250]],
  peak: [[4096, 4096], [120_000, 220_000], [0, 0]],
  at_end: [[4096, 4096], [0, 96_000], [0, 0]],
};

/** Trees of `main`, what it calls, and what only head calls below that. */
export function memoryTrees() {
  const frame = (name, line) => ({ file: "src/cache.c", name, line, origin: "project" });
  const root = { file: "", name: "all", line: 0, origin: "builtin" };
  const frames = [root, frame("main", 90), frame("cache_put", 12), frame("copy_key", 31)];
  return Object.entries(METRICS).map(([metric, own]) => ({
    profiler: "dhat",
    metric,
    repeats: true,
    has_base: true,
    has_head: true,
    frames,
    nodes: [[0, 0], ...own].map(([base, head], place) => ({
      parent: place === 0 ? null : place - 1,
      frame: place,
      base,
      head,
    })),
  }));
}

/** The record with stolen time in the first `count` invocations of its first case, and in none else. */
export function disturbed(record, count) {
  const cases = record.cases.map((item, place) => ({
    ...item,
    invocations: item.invocations.map((invocation, index) => ({
      ...invocation,
      stolen_seconds: place === 0 && index < count ? 0.02 : 0,
    })),
  }));
  return { ...record, cases };
}
