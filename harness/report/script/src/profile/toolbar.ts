// The controls of a profile: what is drawn, of which side, how deep.
import type { TreeData } from "../contract";
import { type Choice, chooser, make, pushButton, type Switch, switcher } from "../elements";
import type { Side } from "./layout";

export type Style = "icicle" | "flame" | "sunburst";

/** What the user chose. */
export interface Settings {
  tree: number;
  style: Style;
  side: Side;
  levels: number;
  cutoff: number;
}

interface ToolbarEvents {
  changed(): void;
  treeChanged(): void;
  reset(): void;
  back(): void;
}

const STYLES: readonly Choice[] = [
  { value: "icicle", label: "Icicle" },
  { value: "flame", label: "Flame graph" },
  { value: "sunburst", label: "Sunburst" },
];
const SIDES: readonly Choice[] = [
  { value: "base", label: "Base" },
  { value: "head", label: "Head" },
  { value: "difference", label: "Difference" },
];
const DEPTHS: readonly Choice[] = [
  ...["3", "5", "10", "15", "20"].map((value) => ({ value, label: value })),
  { value: "Infinity", label: "all" },
];
const CUTOFFS: readonly Choice[] = [
  { value: "0.001", label: "1/1000" },
  { value: "0.01", label: "1/100" },
  { value: "0", label: "none" },
];

export class Toolbar {
  readonly element = make("div", { class: "toolbar" });
  private readonly tree: HTMLElement;
  private readonly sides: Switch;
  private readonly back: HTMLButtonElement;

  constructor(trees: readonly TreeData[], settings: Settings, events: ToolbarEvents) {
    const labels = trees.map(({ label, profiler }, index) => ({
      value: String(index),
      label: label || profiler,
    }));
    this.tree = chooser("Metric", labels, String(settings.tree), (value) => {
      settings.tree = Number(value);
      events.treeChanged();
    });
    const style = switcher("Style", STYLES, settings.style, (value) => {
      settings.style = value as Style;
      events.changed();
    });
    this.sides = switcher("Side", SIDES, settings.side, (value) => {
      settings.side = value as Side;
      events.changed();
    });
    const depth = chooser("Depth", DEPTHS, String(settings.levels), (value) => {
      settings.levels = Number(value);
      events.changed();
    });
    const cutoff = chooser("Cutoff", CUTOFFS, String(settings.cutoff), (value) => {
      settings.cutoff = Number(value);
      events.changed();
    });
    this.back = pushButton("Back", events.back);
    const reset = pushButton("Reset zoom", events.reset);
    this.element.append(
      this.tree,
      this.sides.element,
      style.element,
      depth,
      cutoff,
      this.back,
      reset,
    );
  }

  /** Shows where the profile stands. */
  show(settings: Settings, data: TreeData, canGoBack: boolean): void {
    const select = this.tree.querySelector("select");
    if (select) select.value = String(settings.tree);
    this.sides.choose(settings.side);
    this.sides.element.hidden = data.sides.length < 2;
    this.back.disabled = !canGoBack;
  }
}
