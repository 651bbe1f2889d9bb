// Where each node of a call tree is drawn: a span of the width and a level; only what can be seen.
import { BASE, HEAD } from "../contract";
import type { CallTree } from "./tree";

export type Side = "base" | "head" | "difference";

interface Shown {
  readonly root: number;
  readonly side: Side;
  /** Most levels below the root. */
  readonly levels: number;
  /** Frames with a smaller share of the root are left out. */
  readonly cutoff: number;
}

/** What a side lacks: the node is drawn as a sliver so that it does not vanish. */
type Presence = "both" | "new" | "gone";

export interface Item {
  readonly node: number;
  /** From 0 to 1. */
  readonly start: number;
  readonly end: number;
  /** 0 is the root. */
  readonly level: number;
  readonly presence: Presence;
  /** Whether this side has none of it. */
  readonly isAbsent: boolean;
}

/** Width of what has none: narrower it could not be seen or hit. */
export const SLIVER = 5;
const MOST_SLIVERS = 12;

/** Deepest tree that a canvas can hold. */
const MOST_LEVELS = 300;

/** The items to draw in `pixels` of width, parents before children. */
export function layout(tree: CallTree, shown: Shown, pixels: number): Item[] {
  const { root } = shown;
  const isEmpty = shown.side !== "difference" && weightsOf(tree, shown.side)[root] === 0;
  // Of a root that this side lacks, the other side's shape says more than nothing.
  const weights = isEmpty ? tree.union : weightsOf(tree, shown.side);
  const whole = isEmpty ? tree.union[root]! : wholeOf(tree, shown);
  if (whole === 0) return [item(tree, root, [0, 1, 0], isEmpty)];
  return walk(tree, shown, { weights, whole, isEmpty, pixels });
}

interface Measures {
  readonly weights: Float64Array;
  readonly whole: number;
  readonly isEmpty: boolean;
  readonly pixels: number;
}

function walk(tree: CallTree, shown: Shown, measures: Measures): Item[] {
  const { weights, whole, isEmpty, pixels } = measures;
  const { root } = shown;
  const items: Item[] = [];
  const last = tree.end[root]!;
  const levels = Math.min(shown.levels, MOST_LEVELS);
  const least = Math.max(shown.cutoff * weights[root]!, (0.4 / pixels) * whole);
  const left = new Float64Array(levels + 2);
  const slivers = new Float64Array(levels + 2).fill(Number.NEGATIVE_INFINITY);
  // `left[level]` is where the next node of that level begins.
  for (let node = root; node < last; ) {
    const level = tree.depth[node]! - tree.depth[root]!;
    const weight = weights[node]!;
    const start = left[level]!;
    left[level] = start + weight;
    if (weight === 0 && isWorthASliver(tree, node, shown)) {
      // Slivers of one place stand side by side, as far as that is still their place.
      const wanted = (start / whole) * pixels;
      const place = Math.max(wanted, slivers[level]! + SLIVER + 1);
      if (place - wanted <= MOST_SLIVERS * SLIVER) {
        slivers[level] = place;
        items.push(item(tree, node, [place / pixels, place / pixels, level], true));
      }
      node = tree.end[node]!;
    } else if (weight < least || weight === 0) {
      node = tree.end[node]!;
    } else {
      items.push(item(tree, node, [start / whole, (start + weight) / whole, level], isEmpty));
      left[level + 1] = start;
      slivers[level + 1] = Number.NEGATIVE_INFINITY;
      node = level >= levels ? tree.end[node]! : node + 1;
    }
  }
  return items;
}

function item(
  tree: CallTree,
  node: number,
  [start, end, level]: [number, number, number],
  isAbsent: boolean,
): Item {
  return { node, start, end, level, isAbsent, presence: presenceOf(tree, node) };
}

export function presenceOf(tree: CallTree, node: number): Presence {
  if (tree.total[BASE][node] === 0) return tree.total[HEAD][node] === 0 ? "both" : "new";
  return tree.total[HEAD][node] === 0 ? "gone" : "both";
}

function weightsOf(tree: CallTree, side: Side): Float64Array {
  if (side === "difference") return tree.union;
  return tree.total[side === "base" ? BASE : HEAD];
}

/** Base and head are drawn to one scale: the cheaper side is the narrower one. */
function wholeOf(tree: CallTree, { root, side }: Shown): number {
  if (side === "difference") return tree.union[root]!;
  return Math.max(tree.total[BASE][root]!, tree.total[HEAD][root]!);
}

/** Of what this side lacks, only what counts on the other side. */
function isWorthASliver(tree: CallTree, node: number, shown: Shown): boolean {
  if (shown.side === "difference") return false;
  const other = tree.total[shown.side === "base" ? HEAD : BASE];
  const whole = other[shown.root]!;
  return other[node]! > 0 && other[node]! >= Math.max(shown.cutoff, 0.001) * whole;
}
