// Moves through a drawn call tree by keys, in the directions in which it is drawn.
import type { Item } from "./layout";
import type { CallTree } from "./tree";

export const KEYS_HINT =
  "Arrow keys move between frames, Enter zooms in, Escape goes back, Home resets, / searches.";

type Move = "deeper" | "up" | "previous" | "next";

export function moveOf(key: string, isUpward: boolean): Move | undefined {
  switch (key) {
    case "ArrowDown":
      return isUpward ? "up" : "deeper";
    case "ArrowUp":
      return isUpward ? "deeper" : "up";
    case "ArrowLeft":
      return "previous";
    case "ArrowRight":
      return "next";
    default:
      return undefined;
  }
}

/** The node that the move leads to; `node` itself at the border. Only drawn nodes count. */
export function moved(tree: CallTree, items: readonly Item[], node: number, move: Move): number {
  const at = items.find((item) => item.node === node);
  if (!at) return items[0]?.node ?? node;
  switch (move) {
    case "up":
      return at.level === 0 ? node : tree.parent[node]!;
    case "deeper": {
      const callees = items.filter((item) => tree.parent[item.node] === node && item.level > 0);
      return widest(callees) ?? node;
    }
    case "previous":
    case "next": {
      // Along the level, across callers: nodes stand depth first, which is left to right.
      const level = items.filter((item) => item.level === at.level).map((item) => item.node);
      const place = level.indexOf(node) + (move === "next" ? 1 : -1);
      return level[place] ?? node;
    }
  }
}

function widest(items: readonly Item[]): number | undefined {
  const width = (item: Item): number => item.end - item.start;
  const [first, ...rest] = items;
  if (!first) return undefined;
  return rest.reduce((best, item) => (width(item) > width(best) ? item : best), first).node;
}
