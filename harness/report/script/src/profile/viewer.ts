// The profile of one case: drawing, controls, details, search and the table of functions, kept in step.
import { type FrameData, keyOf, type ProfileData, type TreeData } from "../contract";
import { make, onTheme } from "../elements";
import { Crumbs } from "./crumbs";
import { type Context, Details, describe } from "./details";
import { Functions } from "./functions";
import { KEYS_HINT, moved, moveOf } from "./keyboard";
import { layout, type Side } from "./layout";
import { Legend } from "./legend";
import { calleesOf } from "./merge";
import { readPalette } from "./palette";
import { Rows } from "./rows";
import { Search } from "./search";
import type { Shape } from "./shape";
import { Stage } from "./stage";
import { Sunburst } from "./sunburst";
import { type Settings, type Style, Toolbar } from "./toolbar";
import { CallTree } from "./tree";

/** What is drawn: a node of the whole tree, or of a function's merged callees. */
interface Root {
  readonly tree: CallTree;
  readonly node: number;
}

const SHAPES: Record<Style, Shape> = {
  icicle: new Rows(false),
  flame: new Rows(true),
  sunburst: new Sunburst(),
};

export class Viewer {
  readonly element = make("div", { class: "viewer" });
  private readonly settings: Settings = {
    tree: 0,
    style: "icicle",
    side: "difference",
    levels: 10,
    cutoff: 0.001,
  };
  private readonly trees = new Map<number, CallTree>();
  private readonly stage = new Stage({
    hovered: (item) => this.showDetails(item?.node ?? this.selected),
    chosen: (item) => this.choose(item.node),
    resized: () => this.draw(),
  });
  private readonly search = new Search(() => this.draw());
  private readonly crumbs = new Crumbs(
    (node) => this.leaveCrumbs(() => this.zoom({ tree: this.root.tree, node })),
    () => this.leaveCrumbs(() => this.reset()),
  );
  private readonly details = new Details();
  private readonly legend = new Legend();
  private readonly spoken = make("p", { class: "sr", "aria-live": "polite" });
  private readonly note = make("p", { class: "note", role: "status" });
  private readonly toolbar: Toolbar;
  private readonly functions: Functions;
  private palette = readPalette();
  private root: Root;
  private former: Root[] = [];
  private selected = 0;

  /** `place` holds the table of functions. */
  constructor(
    private readonly data: ProfileData,
    place: HTMLElement,
    private readonly id: string,
  ) {
    this.settings.side = firstSide(data.trees[0]!);
    this.root = { tree: this.wholeTree(), node: 0 };
    this.toolbar = new Toolbar(data.trees, this.settings, {
      changed: () => this.draw(),
      treeChanged: () => this.changeTree(),
      reset: () => this.reset(),
      back: () => this.goBack(),
    });
    this.functions = new Functions(place, (key) => this.zoomToFunction(key));
    this.assemble();
    onTheme(() => {
      this.palette = readPalette();
      this.draw();
    });
    this.crumbs.show(this.root.tree, 0);
    this.select(0, false);
  }

  draw(): void {
    const { tree, node } = this.root;
    const { side, levels, cutoff, style } = this.settings;
    this.search.update(tree, node);
    const items = layout(
      tree,
      { root: node, side, levels, cutoff },
      SHAPES[style].room(this.stage.width),
    );
    const { palette } = this;
    const scene = { tree, side, items, palette, isMatch: this.search.isMatch };
    this.stage.draw(scene, SHAPES[style]);
    this.toolbar.show(this.settings, this.treeData(), this.former.length > 0);
    this.legend.show(palette, side);
  }

  /** Shows another tree of the case, whole. */
  chooseTree(index: number): void {
    if (!this.data.trees[index]) return;
    this.settings.tree = index;
    this.changeTree();
  }

  private assemble(): void {
    this.toolbar.element.append(this.search.element);
    const hint = make("p", { class: "hint", id: `${this.id}-keys` }, KEYS_HINT);
    const { element: stage } = this.stage;
    stage.setAttribute("role", "application");
    stage.setAttribute("aria-label", "Call tree");
    stage.setAttribute("aria-describedby", hint.id);
    this.element.append(
      this.toolbar.element,
      this.crumbs.element,
      this.note,
      stage,
      this.details.element,
      this.legend.element,
      hint,
      this.spoken,
    );
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  private wholeTree(): CallTree {
    const { tree: index } = this.settings;
    const known = this.trees.get(index);
    if (known) return known;
    const tree = CallTree.read(this.treeData());
    this.trees.set(index, tree);
    return tree;
  }

  private treeData(): TreeData {
    return this.data.trees[this.settings.tree]!;
  }

  private get context(): Context {
    return { tree: this.root.tree, root: this.root.node, unit: this.treeData().unit };
  }

  /** The button that was pressed is made anew: the focus goes to the drawing. */
  private leaveCrumbs(change: () => void): void {
    change();
    this.stage.element.focus();
  }

  private choose(node: number): void {
    if (node === this.root.node) this.select(node, true);
    else this.zoom({ tree: this.root.tree, node });
  }

  private zoom(root: Root): void {
    if (root.tree === this.root.tree && root.node === this.root.node) return;
    this.former.push(this.root);
    this.show(root);
  }

  private show(root: Root): void {
    this.root = root;
    this.note.textContent = "";
    this.crumbs.show(root.tree, root.node);
    this.select(root.node, true);
    this.draw();
  }

  private changeTree(): void {
    const data = this.treeData();
    if (data.sides.length < 2) this.settings.side = firstSide(data);
    this.reset();
  }

  private reset(): void {
    this.former = [];
    this.show({ tree: this.wholeTree(), node: 0 });
  }

  private goBack(): void {
    const root = this.former.pop();
    if (root) this.show(root);
  }

  private zoomToFunction(key: string): void {
    const { tree: chosen } = this.settings;
    // Not every profiler has seen every function: another metric may know it.
    for (const index of [chosen, ...this.data.trees.keys()]) {
      this.settings.tree = index;
      const whole = this.wholeTree();
      const frame = whole.frames.findIndex((frame) => keyOf(frame) === key);
      const tree = frame < 0 ? undefined : calleesOf(whole, frame);
      if (!tree) continue;
      if (index !== chosen) this.changeTree();
      this.zoom({ tree, node: 0 });
      return;
    }
    this.settings.tree = chosen;
    this.note.textContent = "No call tree has that function.";
  }

  private select(node: number, isSpoken: boolean): void {
    this.selected = node;
    this.stage.focus(node);
    this.showDetails(node);
    const frame: FrameData = this.root.tree.frameOf(node);
    this.functions.mark(node === 0 && !this.root.tree.origin ? undefined : frame);
    if (isSpoken) this.spoken.textContent = describe(this.context, node);
  }

  private showDetails(node: number): void {
    this.details.show(this.context, node);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target === this.search.input;
    if (event.key === "Escape") this.escape(isTyping);
    else if (event.key === "/" && !isTyping) this.search.input.focus();
    else if (event.target === this.stage.element && this.stageKey(event.key))
      event.preventDefault();
    if (event.key === "/" && !isTyping) event.preventDefault();
  }

  private escape(isTyping: boolean): void {
    if (isTyping || this.search.input.value !== "") {
      this.search.clear();
      this.draw();
      this.stage.element.focus();
    } else {
      this.goBack();
    }
  }

  private stageKey(key: string): boolean {
    if (key === "Enter") {
      this.choose(this.selected);
      return true;
    }
    if (key === "Home") {
      this.reset();
      return true;
    }
    const move = moveOf(key, SHAPES[this.settings.style].isUpward);
    if (!move) return false;
    this.select(moved(this.root.tree, this.stage.items, this.selected, move), true);
    return true;
  }
}

/** Where both sides were profiled, people want to see what changed. */
function firstSide(data: TreeData): Side {
  return data.sides.length < 2 ? (data.sides[0] ?? "head") : "difference";
}
