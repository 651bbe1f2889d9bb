// One series spread over all commits of its suite, as the chart wants it.
import type { HistoryData, SuiteData } from "../contract";

export interface Course extends SuiteData {
  readonly case: string;
  readonly metric: string;
  readonly unit: string;
  /** By commit; `null` where it has no value. */
  readonly values: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly changes: readonly number[];
}

/** The series with that index. */
export function courseOf(data: HistoryData, index: number): Course {
  const series = data.series[index]!;
  const suite = data.suites[series.suite]!;
  const empty = (): (number | null)[] => suite.commits.map(() => null);
  const [values, low, high] = [empty(), empty(), empty()];
  for (const [place, commit] of series.at.entries()) {
    const value = series.values[place];
    if (value === undefined || commit >= values.length) continue;
    const spread = series.spread[place] ?? 0;
    values[commit] = value;
    low[commit] = value - spread;
    high[commit] = value + spread;
  }
  const { case: name, metric, unit, changes } = series;
  return { ...suite, case: name, metric, unit, values, low, high, changes };
}
