// What the page hands to the script: the shape of its data blocks. `harness/report/src/html` writes it.

/** Base or head, as an index into pairs of numbers. */
export const BASE = 0;
export const HEAD = 1;

/** Where a function's code comes from. */
export type Origin = "project" | "library" | "builtin" | "native";

export interface FrameData {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly origin: Origin;
  /** What base calls the function, where that is another name. */
  readonly former: string | null;
}

/** The call trees of base and head as one, depth first: each parent stands before its children. */
export interface TreeData {
  readonly profiler: string;
  readonly label: string;
  readonly unit: string;
  /** Which sides were profiled. */
  readonly sides: readonly ("base" | "head")[];
  readonly frames: readonly FrameData[];
  /** By node: the node that calls it; -1 for node 0, the root. */
  readonly parent: readonly number[];
  /** By node: index into `frames`. */
  readonly frame: readonly number[];
  /** By node: what it cost itself; 0 where that side has no such node. */
  readonly base: readonly number[];
  readonly head: readonly number[];
}

export interface ProfileData {
  readonly trees: readonly TreeData[];
}

/** Commits of a suite, oldest first. */
export interface SuiteData {
  readonly suite: string;
  readonly commits: readonly string[];
  readonly subjects: readonly string[];
  readonly releases: readonly { readonly index: number; readonly name: string }[];
}

/** One metric of one case over commits. */
interface SeriesData {
  /** Index into `suites`. */
  readonly suite: number;
  readonly case: string;
  readonly metric: string;
  readonly unit: string;
  /** Indexes of the commits that have a value, ascending. */
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** How far from each value the process's own values lie, about. */
  readonly spread: readonly number[];
  /** Indexes of the first commits at a new level. */
  readonly changes: readonly number[];
}

export interface HistoryData {
  readonly suites: readonly SuiteData[];
  readonly series: readonly SeriesData[];
}

/** Parts of a function's key in `data-frame`, which are file, name and line. */
const KEY_SEPARATOR = "\u001f";

/** The key of a frame as the function table writes it. */
export function keyOf(frame: FrameData): string {
  return [frame.file, frame.name, frame.line].join(KEY_SEPARATOR);
}
