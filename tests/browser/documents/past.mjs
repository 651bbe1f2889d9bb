// A made-up past of a comparison's cases: some noise, one change of level, two releases.
import { chance } from "./chance.mjs";

/** The history of one metric of each case over so many commits. */
export function pastOf(comparison, commits) {
  const random = chance(7);
  const middle = Math.floor(commits / 2);
  const names = new Map([
    [Math.floor(commits / 4), "v1.0"],
    [Math.floor((3 * commits) / 4), "v1.1"],
  ]);
  const commit = (index) => ({
    id: (Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0").repeat(5),
    subject: `change ${index} of the cache`,
    measured: "2026-11-22T10:04:31Z",
    ...(names.has(index) ? { release: names.get(index) } : {}),
  });
  const value = (index) => 0.0123 * (1 + 0.02 * random() + (index < middle ? 0 : 0.2));
  const point = (index) => ({ commit: index, value: value(index), spread: 0.0002, count: 20 });
  const indexes = [...Array(commits).keys()];
  const history = ({ id, metrics }, place) => ({
    id,
    metrics: [
      {
        metric: metrics[0].metric,
        method: "change-points",
        // One commit has no record.
        points: indexes.filter((index) => index !== 3).map(point),
        changes: place < 20 ? [rise(middle)] : [],
      },
    ],
  });
  return {
    schema: "paceline.history/1",
    suite: comparison.suite,
    class: comparison.head.machine_class,
    commits: indexes.map(commit),
    cases: comparison.cases.filter(({ metrics }) => metrics.length > 0).map(history),
  };
}

function rise(index) {
  const interval = { low: 0.18, high: 0.22, confidence: 0.95 };
  return {
    last_before: index - 1,
    first_after: index,
    within: { after: index - 2, until: index },
    turn: "regression",
    before: 0.0124,
    after: 0.0149,
    estimate: { change: 0.2, interval },
    p_value: 0.001,
  };
}
