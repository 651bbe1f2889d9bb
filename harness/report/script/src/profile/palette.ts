// Colours of frames, from the page's CSS: by origin on one side, by change in the difference.
import { BASE, HEAD, type Origin } from "../contract";
import { cssVariable } from "../elements";
import type { CallTree } from "./tree";

export interface Palette {
  readonly origins: Record<Origin, readonly string[]>;
  /** From much less to much more; the middle is no change. */
  readonly changes: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly edge: string;
  readonly background: string;
  readonly match: string;
  readonly focus: string;
}

/** Bounds of the bands: relative to the larger of both sides. */
const BANDS = [0.02, 0.1, 0.3, 0.7];

/** What the bands mean, from much less to much more. */
export const BAND_LABELS = [
  "− over 70 %",
  "− 30 to 70 %",
  "− 10 to 30 %",
  "− 2 to 10 %",
  "= within 2 %",
  "+ 2 to 10 %",
  "+ 10 to 30 %",
  "+ 30 to 70 %",
  "+ over 70 %",
];

export const ORIGIN_LABELS: Record<Origin, string> = {
  project: "the project's own",
  library: "a library's",
  builtin: "built into the interpreter",
  native: "machine code",
};

export function readPalette(): Palette {
  const shades = (name: string): string[] =>
    ["a", "b", "c"].map((shade) => cssVariable(`--frame-${name}-${shade}`));
  return {
    origins: {
      project: shades("project"),
      library: shades("library"),
      builtin: shades("builtin"),
      native: shades("native"),
    },
    changes: BAND_LABELS.map((_, band) => cssVariable(`--change-${band}`)),
    text: cssVariable("--frame-text"),
    muted: cssVariable("--frame-muted"),
    edge: cssVariable("--frame-edge"),
    background: cssVariable("--frame-background"),
    match: cssVariable("--frame-match"),
    focus: cssVariable("--frame-focus"),
  };
}

/** The band of a change, as an index into the palette's `changes`. */
function bandOf(base: number, head: number): number {
  const larger = Math.max(base, head);
  const change = larger === 0 ? 0 : (head - base) / larger;
  const steps = BANDS.filter((bound) => Math.abs(change) > bound).length;
  return BANDS.length + Math.sign(change) * steps;
}

export function changeColour(palette: Palette, tree: CallTree, node: number): string {
  const band = bandOf(tree.total[BASE][node]!, tree.total[HEAD][node]!);
  return palette.changes[band]!;
}

/** Neighbours of one origin differ a little, by name, the same in each report. */
export function originColour(palette: Palette, tree: CallTree, node: number): string {
  const frame = tree.frameOf(node);
  const shades = palette.origins[frame.origin] ?? palette.origins.native;
  return shades[hash(frame.name) % shades.length]!;
}

function hash(name: string): number {
  let sum = 0;
  for (let index = 0; index < name.length && index < 64; index++) {
    sum = (sum * 31 + name.charCodeAt(index)) >>> 0;
  }
  return sum;
}
