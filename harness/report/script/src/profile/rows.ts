// Draws a call tree as rows of boxes: the icicle from the top down, the flame graph from the bottom up.
import { type Item, SLIVER } from "./layout";
import {
  colourOf,
  FONT,
  fitted,
  isDimmed,
  isMatched,
  isStriped,
  labelOf,
  type Point,
  type Scene,
  type Shape,
  type Size,
  stripes,
} from "./shape";

const ROW = 20;
/** A box with a label is at least so wide. */
const NARROWEST = 20;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export class Rows implements Shape {
  constructor(readonly isUpward: boolean) {}

  room(width: number): number {
    return width;
  }

  height(_width: number, levels: number): number {
    return levels * ROW + 1;
  }

  draw(context: CanvasRenderingContext2D, scene: Scene, size: Size): void {
    context.font = FONT;
    context.textBaseline = "middle";
    for (const item of scene.items) if (!item.isAbsent) this.box(context, scene, item, size);
    // Slivers lie over their neighbours, or nobody would see them.
    const absent = scene.items.filter((item) => item.isAbsent);
    for (const item of absent) this.box(context, scene, item, size);
    const slivers = absent.map((item) => this.place(item, size));
    for (const item of scene.items) {
      const box = this.place(item, size);
      if (item.isAbsent || box.width < NARROWEST) continue;
      this.label(context, scene, item, uncovered(box, slivers));
    }
    context.globalAlpha = 1;
  }

  private box(context: CanvasRenderingContext2D, scene: Scene, item: Item, size: Size): void {
    const { palette } = scene;
    const { x, y, width } = this.place(item, size);
    // Wide boxes leave a gap to their neighbours, narrow ones would vanish in it.
    const inner = width > 3 ? width - 1 : width;
    context.globalAlpha = isDimmed(scene, item) ? 0.35 : 1;
    context.fillStyle = colourOf(scene, item);
    context.fillRect(x, y, inner, ROW - 1);
    if (isStriped(scene, item)) {
      context.fillStyle = stripes(context, item, palette.muted);
      context.fillRect(x, y, inner, ROW - 1);
      context.strokeStyle = palette.text;
      if (width > 3) context.strokeRect(x + 0.5, y + 0.5, inner - 1, ROW - 2);
    }
    if (isMatched(scene, item)) {
      context.fillStyle = palette.match;
      context.fillRect(x, y + ROW - 5, inner, 4);
    }
  }

  private label(context: CanvasRenderingContext2D, scene: Scene, item: Item, box: Box): void {
    const { x, y, width } = box;
    const label = width < NARROWEST ? "" : fitted(context, labelOf(scene, item), width - 8);
    if (label === "") return;
    context.globalAlpha = isDimmed(scene, item) ? 0.35 : 1;
    if (isStriped(scene, item)) {
      context.fillStyle = colourOf(scene, item);
      context.fillRect(x + 3, y + 3, context.measureText(label).width + 3, ROW - 7);
    }
    context.fillStyle = scene.palette.text;
    context.fillText(label, x + 4, y + ROW / 2);
  }

  outline(context: CanvasRenderingContext2D, item: Item, _scene: Scene, size: Size): void {
    const { x, y, width } = this.place(item, size);
    context.strokeRect(x + 0.5, y + 0.5, Math.max(width - 2, 1), ROW - 2);
  }

  isAt(point: Point, item: Item, _scene: Scene, size: Size): boolean {
    const { x, y, width } = this.place(item, size);
    return point.x >= x && point.x < x + width && point.y >= y && point.y < y + ROW;
  }

  private place(item: Item, size: Size): Box {
    const x = Math.min(item.start * size.width, size.width - (item.isAbsent ? SLIVER : 0));
    const width = (item.end - item.start) * size.width;
    const y = this.isUpward ? size.height - (item.level + 1) * ROW : item.level * ROW;
    const isSliver = item.isAbsent && width < SLIVER;
    return { x, y, width: isSliver ? SLIVER : Math.max(width, 0.5) };
  }
}

/** The box without what slivers cover at its start; they stand from left to right. */
function uncovered(box: Box, slivers: readonly Box[]): Box {
  let { x } = box;
  for (const sliver of slivers) {
    const isNext = sliver.y === box.y && sliver.x + sliver.width > x && sliver.x <= x + SLIVER;
    if (isNext) x = sliver.x + sliver.width;
  }
  return { ...box, x, width: box.width - (x - box.x) };
}
