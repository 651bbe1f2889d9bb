// Says what a frame is and costs: its name and place, own and total of base, head and their difference.
import { BASE, HEAD } from "../contract";
import { make } from "../elements";
import { amount, change, difference, share } from "../number";
import { presenceOf } from "./layout";
import { ORIGIN_LABELS } from "./palette";
import type { CallTree } from "./tree";

export interface Context {
  readonly tree: CallTree;
  readonly root: number;
  readonly unit: string;
}

type Pair = readonly [base: number, head: number];

export class Details {
  readonly element = make("div", { class: "details" });
  private readonly name = make("strong");
  private readonly place = make("span", { class: "place" });
  private readonly rows = { total: row("with its calls"), own: row("itself") };

  constructor() {
    const heads = ["", "base", "head", "difference"].map((text) =>
      text === "" ? make("td") : make("th", { scope: "col" }, text),
    );
    this.element.append(
      make("p", {}, this.name, " ", this.place),
      make(
        "table",
        { "aria-label": "Cost of the frame" },
        make("thead", {}, make("tr", {}, ...heads)),
        make("tbody", {}, this.rows.total.element, this.rows.own.element),
      ),
    );
  }

  show(context: Context, node: number): void {
    const { tree, root, unit } = context;
    const frame = tree.frameOf(node);
    this.name.textContent = frame.name;
    this.place.textContent = placeOf(tree, node);
    const whole: Pair = [tree.total[BASE][root]!, tree.total[HEAD][root]!];
    for (const [row, sides] of [
      [this.rows.total, tree.total],
      [this.rows.own, tree.own],
    ] as const) {
      const pair: Pair = [sides[BASE][node]!, sides[HEAD][node]!];
      row.cells[0].textContent = withShare(unit, pair[BASE], whole[BASE]);
      row.cells[1].textContent = withShare(unit, pair[HEAD], whole[HEAD]);
      row.cells[2].textContent = moved(unit, pair);
    }
  }
}

/** One sentence for readers of the screen. */
export function describe({ tree, root, unit }: Context, node: number): string {
  const pair: Pair = [tree.total[BASE][node]!, tree.total[HEAD][node]!];
  const own: Pair = [tree.own[BASE][node]!, tree.own[HEAD][node]!];
  const calls = tree.children(node).length;
  return [
    `${tree.frameOf(node).name}, ${placeOf(tree, node)}`,
    `level ${tree.depth[node]! - tree.depth[root]!}, calls ${calls}`,
    `base ${withShare(unit, pair[BASE], tree.total[BASE][root]!)}`,
    `head ${withShare(unit, pair[HEAD], tree.total[HEAD][root]!)}`,
    `difference ${moved(unit, pair)}, itself ${moved(unit, own)}`,
  ].join("; ");
}

/** As in `cache.py:12 · a library's · called put in base`. */
function placeOf(tree: CallTree, node: number): string {
  const frame = tree.frameOf(node);
  const place = frame.line > 0 ? `${frame.file}:${frame.line}` : frame.file;
  const presence = presenceOf(tree, node);
  const notes = [
    place,
    node === 0 && !tree.origin ? "" : ORIGIN_LABELS[frame.origin],
    frame.former !== null && frame.former !== frame.name ? `called ${frame.former} in base` : "",
    presence === "both" ? "" : presence === "new" ? "new in head" : "gone in head",
  ];
  return notes.filter((note) => note !== undefined && note !== "").join(" · ");
}

function withShare(unit: string, part: number, whole: number): string {
  const percent = share(part, whole);
  return percent === "" ? amount(unit, part) : `${amount(unit, part)} (${percent})`;
}

function moved(unit: string, [base, head]: Pair): string {
  if (base === head) return "none";
  return `${difference(unit, base, head)} (${change(base, head)})`;
}

interface Row {
  readonly element: HTMLTableRowElement;
  readonly cells: readonly [HTMLElement, HTMLElement, HTMLElement];
}

function row(label: string): Row {
  const cells = [make("td"), make("td"), make("td")] as const;
  return { element: make("tr", {}, make("th", { scope: "row" }, label), ...cells), cells };
}
