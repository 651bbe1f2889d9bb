// Makes a function the root: everything that it calls, from wherever it was called, as one tree.
import { BASE, HEAD } from "../contract";
import { CallTree } from "./tree";

interface Step {
  readonly parent: number;
  /** Nodes of the first tree that become one node. */
  readonly sources: number[];
}

/** The merged callees of `frame`; `undefined` when no node is of that function. */
export function calleesOf(tree: CallTree, frame: number): CallTree | undefined {
  const sources = topmost(tree, frame);
  if (sources.length === 0) return undefined;
  const parent: number[] = [];
  const frames: number[] = [];
  const own: [number[], number[]] = [[], []];
  const steps: Step[] = [{ parent: -1, sources }];
  for (let step = steps.pop(); step; step = steps.pop()) {
    const node = parent.length;
    parent.push(step.parent);
    frames.push(tree.frame[step.sources[0]!]!);
    for (const side of [BASE, HEAD] as const) {
      own[side].push(step.sources.reduce((sum, source) => sum + tree.own[side][source]!, 0));
    }
    // The last one is taken first.
    for (const children of grouped(tree, step.sources).reverse()) {
      steps.push({ parent: node, sources: children });
    }
  }
  const nodes = { parent, frame: frames, own };
  return new CallTree(tree.frames, nodes, { places: sources.length });
}

/** Nodes of the function that no other node of it has called: recursion counts once. */
function topmost(tree: CallTree, frame: number): number[] {
  const found: number[] = [];
  for (let node = 0; node < tree.size; ) {
    const isFound = tree.frame[node] === frame;
    if (isFound) found.push(node);
    node = isFound ? tree.end[node]! : node + 1;
  }
  return found;
}

function grouped(tree: CallTree, sources: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const source of sources) {
    const end = tree.end[source]!;
    for (let child = source + 1; child < end; child = tree.end[child]!) {
      const frame = tree.frame[child]!;
      const group = groups.get(frame);
      if (group) group.push(child);
      else groups.set(frame, [child]);
    }
  }
  return [...groups.values()];
}
