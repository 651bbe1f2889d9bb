// Finds frames by their name or file, and says which share of each side they are.
import { BASE, HEAD } from "../contract";
import { make } from "../elements";
import { count, share } from "../number";
import type { CallTree } from "./tree";

export class Search {
  readonly element = make("div", { class: "search", role: "search" });
  readonly input = make("input", { type: "search", placeholder: "name or file", "data-key": "/" });
  private readonly result = make("output", { "aria-live": "polite" });
  private matches: ReadonlySet<number> | undefined;

  /** `changed` is called with each letter. */
  constructor(changed: () => void) {
    this.element.append(
      make("label", { class: "control" }, make("span", {}, "Search"), this.input),
      this.result,
    );
    this.input.addEventListener("input", changed);
  }

  get isMatch(): ((frame: number) => boolean) | undefined {
    const { matches } = this;
    return matches && ((frame) => matches.has(frame));
  }

  clear(): void {
    this.input.value = "";
  }

  /** Searches anew, in the calls below `root`. */
  update(tree: CallTree, root: number): void {
    const wanted = this.input.value.trim().toLowerCase();
    if (wanted === "") {
      this.matches = undefined;
      this.result.textContent = "";
      return;
    }
    const matches = new Set<number>();
    for (const [index, frame] of tree.frames.entries()) {
      const text = `${frame.name}\n${frame.file}\n${frame.former ?? ""}`.toLowerCase();
      if (text.includes(wanted)) matches.add(index);
    }
    this.matches = matches;
    this.result.textContent = this.summary(tree, root, matches);
  }

  private summary(tree: CallTree, root: number, matches: ReadonlySet<number>): string {
    if (matches.size === 0) return "no function matches";
    const [base, head] = tree.covered(root, (frame) => matches.has(frame));
    const of = (part: number, side: 0 | 1): string =>
      share(part, tree.total[side][root]!) || "0.0 %";
    const functions = matches.size === 1 ? "function" : "functions";
    const sides = `base ${of(base, BASE)}, head ${of(head, HEAD)}`;
    return `${count(matches.size)} ${functions}: ${sides}`;
  }
}
