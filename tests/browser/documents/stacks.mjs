// Call trees: a very large one, and one in which each side lacks a function.
import { chance } from "./chance.mjs";

const ROOT = { file: "", name: "all", line: 0, origin: "builtin" };
const ORIGINS = ["project", "library", "builtin", "native"];

function tree(frames, nodes) {
  const sides = { has_base: true, has_head: true };
  return { profiler: "stacks", metric: "calls", repeats: true, ...sides, frames, nodes };
}

/** A tree of so many stacks over 3,000 functions. */
export function manyStacks(stacks) {
  const random = chance(11);
  const below = (limit) => Math.floor(random() * limit);
  const frames = [ROOT];
  for (let place = 1; place <= 3000; place++) {
    const name = `Store${place % 40}.step${place}`;
    const origin = ORIGINS[place % ORIGINS.length];
    frames.push({ file: `store/part${place % 17}.py`, name, line: place, origin });
  }
  const nodes = [{ parent: null, frame: 0, base: 0, head: 0 }];
  const open = [0];
  while (nodes.length <= stacks) {
    if (open.length > 1 && random() < 0.35 + 0.02 * open.length) {
      open.pop();
      continue;
    }
    const base = 10 + below(1000);
    const kind = below(30);
    const head = kind < 15 ? base : kind === 15 ? 0 : Math.round(base * (0.3 + 1.7 * random()));
    const parent = open[open.length - 1];
    open.push(nodes.length);
    nodes.push({ parent, frame: 1 + below(3000), base: kind === 16 ? 0 : base, head });
  }
  return tree(frames, nodes);
}

/** `before` is gone in head, `after` is new, `kept` is on both sides. */
export function threeFunctions() {
  const frame = (name) => ({ file: "cache.py", name, line: 1, origin: "project" });
  const node = (frame, base, head) => ({ parent: 0, frame, base, head });
  const nodes = [node(1, 100, 0), node(2, 500, 600), node(3, 0, 150)];
  const root = { parent: null, frame: 0, base: 0, head: 0 };
  return tree([ROOT, frame("before"), frame("kept"), frame("after")], [root, ...nodes]);
}
