// The canvas of a profile: sharp on any screen, as wide as its place; the pointer and the focus on top.
import { make } from "../elements";
import type { Item } from "./layout";
import { levelsOf, type Point, type Scene, type Shape, type Size } from "./shape";

interface StageEvents {
  /** The pointer stands on that item, or on none. */
  hovered(item: Item | undefined): void;
  chosen(item: Item): void;
  resized(): void;
}

/** Before the page has been laid out. */
const FIRST_WIDTH = 800;

export class Stage {
  /** Takes the keyboard's focus. */
  readonly element: HTMLElement;
  private readonly drawing = make("canvas", { class: "drawing" });
  private readonly overlay = make("canvas", { class: "overlay" });
  private size: Size = { width: FIRST_WIDTH, height: 200 };
  private scene: Scene | undefined;
  private shape: Shape | undefined;
  private pointed: Item | undefined;
  private focused: number | undefined;

  constructor(private readonly events: StageEvents) {
    this.element = make("div", { class: "stage", tabindex: 0 }, this.drawing, this.overlay);
    this.overlay.addEventListener("pointermove", (event) => this.point(event));
    this.overlay.addEventListener("pointerleave", () => this.hover(undefined));
    this.overlay.addEventListener("click", (event) => {
      const item = this.at({ x: event.offsetX, y: event.offsetY });
      if (item) events.chosen(item);
    });
    this.element.addEventListener("focus", () => this.mark());
    this.element.addEventListener("blur", () => this.mark());
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  get width(): number {
    return this.element.clientWidth || FIRST_WIDTH;
  }

  get items(): readonly Item[] {
    return this.scene?.items ?? [];
  }

  draw(scene: Scene, shape: Shape): void {
    this.scene = scene;
    this.shape = shape;
    this.pointed = undefined;
    this.size = { width: this.width, height: shape.height(this.width, levelsOf(scene.items)) };
    const context = this.prepare(this.drawing);
    if (context) {
      context.fillStyle = scene.palette.background;
      context.fillRect(0, 0, this.size.width, this.size.height);
      shape.draw(context, scene, this.size);
    }
    this.mark();
  }

  /** Draws the focus around that node. */
  focus(node: number | undefined): void {
    this.focused = node;
    this.mark();
  }

  at(point: Point): Item | undefined {
    const { scene, shape } = this;
    if (!scene || !shape) return undefined;
    const isAt = (item: Item): boolean => shape.isAt(point, item, scene, this.size);
    // Slivers are drawn on top.
    return scene.items.find((item) => item.isAbsent && isAt(item)) ?? scene.items.find(isAt);
  }

  private point(event: PointerEvent): void {
    this.hover(this.at({ x: event.offsetX, y: event.offsetY }));
  }

  private hover(item: Item | undefined): void {
    if (item === this.pointed) return;
    this.pointed = item;
    this.overlay.classList.toggle("on-frame", item !== undefined);
    this.mark();
    this.events.hovered(item);
  }

  private mark(): void {
    const context = this.prepare(this.overlay);
    const { scene, shape } = this;
    if (!context || !scene || !shape) return;
    if (this.pointed) {
      context.strokeStyle = scene.palette.text;
      context.lineWidth = 1;
      shape.outline(context, this.pointed, scene, this.size);
    }
    const focused = scene.items.find((item) => item.node === this.focused);
    if (!focused) return;
    context.strokeStyle = scene.palette.focus;
    context.lineWidth = document.activeElement === this.element ? 3 : 1.5;
    shape.outline(context, focused, scene, this.size);
  }

  private fit(): void {
    if (this.element.clientWidth > 0 && this.element.clientWidth !== this.size.width) {
      this.events.resized();
    }
  }

  /** An empty canvas in CSS pixels. */
  private prepare(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const { width, height } = this.size;
    const ratio = devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d");
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    context?.clearRect(0, 0, width, height);
    return context;
  }
}
