// The call stack of the current root, as a list of buttons that lead back up.
import { make, pushButton } from "../elements";
import { count } from "../number";
import type { CallTree } from "./tree";

export class Crumbs {
  readonly element = make("nav", { class: "crumbs", "aria-label": "Call stack of the root" });

  constructor(
    private readonly zoomed: (node: number) => void,
    private readonly left: () => void,
  ) {}

  show(tree: CallTree, root: number): void {
    const list = make("ol");
    if (tree.origin) {
      const places = tree.origin.places;
      const from = `merged from ${count(places)} ${places === 1 ? "place" : "places"}`;
      const whole = pushButton("whole tree", () => this.left());
      list.append(make("li", {}, whole), make("li", { class: "note" }, from));
    }
    for (const node of tree.path(root)) {
      const { name } = tree.frameOf(node);
      const isLast = node === root;
      const button = pushButton(name, () => this.zoomed(node));
      if (isLast) button.setAttribute("aria-current", "location");
      list.append(make("li", {}, button));
    }
    this.element.replaceChildren(list);
  }
}
