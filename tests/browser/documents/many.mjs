// A comparison of very many cases, made from a real one.

/** The cases of `comparison` again and again under new names, one of 500 of them regressed. */
export function manyCases(comparison, count) {
  const kept = new Set(["wall_time", "peak_memory", "peak_rss"]);
  const templates = comparison.cases.map((one) => ({
    ...one,
    blame: [],
    hot_functions: { base: [], head: [] },
    metrics: one.metrics.filter(({ metric }) => kept.has(metric.name)).slice(0, 2),
  }));
  const cases = [];
  for (let place = 0; place < count; place++) {
    const one = templates[place % templates.length];
    const verdict = place % 500 === 7 ? "regressed" : "unchanged";
    const id = { workload: `case-${place}`, parameters: { capacity: place % 97 } };
    const metrics = one.metrics.map((metric) => ({ ...metric, verdict }));
    cases.push({ ...one, id, verdict, metrics });
  }
  return { ...comparison, cases, likely: [] };
}
