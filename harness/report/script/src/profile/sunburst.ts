// Draws a call tree as rings: the root in the middle, callees around their caller.
import { type Item, SLIVER } from "./layout";
import {
  colourOf,
  FONT,
  fitted,
  isDimmed,
  isMatched,
  isStriped,
  labelOf,
  levelsOf,
  type Point,
  type Scene,
  type Shape,
  type Size,
  stripes,
} from "./shape";

const TURN = 2 * Math.PI;
/** The first frame begins at the top. */
const TOP = -Math.PI / 2;
const LARGEST = 640;

interface Sector {
  readonly from: number;
  readonly to: number;
  readonly inner: number;
  readonly outer: number;
}

export class Sunburst implements Shape {
  readonly isUpward = false;

  /** Along a ring half-way out. */
  room(width: number): number {
    return this.height(width) * (Math.PI / 2);
  }

  height(width: number): number {
    return Math.min(width, LARGEST);
  }

  draw(context: CanvasRenderingContext2D, scene: Scene, size: Size): void {
    const ring = ringOf(scene, size);
    context.font = FONT;
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (const item of scene.items) if (!item.isAbsent) this.sector(context, scene, item, size);
    for (const item of scene.items) if (item.isAbsent) this.sector(context, scene, item, size);
    if (ring >= 24) {
      for (const item of scene.items) if (item.end > item.start) label(context, scene, item, size);
    }
    context.globalAlpha = 1;
  }

  private sector(context: CanvasRenderingContext2D, scene: Scene, item: Item, size: Size): void {
    const { palette } = scene;
    context.globalAlpha = isDimmed(scene, item) ? 0.35 : 1;
    trace(context, sectorOf(item, scene, size), size);
    context.fillStyle = colourOf(scene, item);
    context.fill();
    if (isStriped(scene, item)) {
      context.fillStyle = stripes(context, item, palette.muted);
      context.fill();
    }
    if (isMatched(scene, item)) {
      context.strokeStyle = palette.match;
      context.lineWidth = 2.5;
    } else {
      context.strokeStyle = isStriped(scene, item) ? palette.text : palette.edge;
      context.lineWidth = 1;
    }
    context.stroke();
  }

  outline(context: CanvasRenderingContext2D, item: Item, scene: Scene, size: Size): void {
    trace(context, sectorOf(item, scene, size), size);
    context.stroke();
  }

  isAt(point: Point, item: Item, scene: Scene, size: Size): boolean {
    const [x, y] = [point.x - size.width / 2, point.y - size.height / 2];
    const radius = Math.hypot(x, y);
    const { from, to, inner, outer } = sectorOf(item, scene, size);
    const angle = (Math.atan2(y, x) - TOP + TURN) % TURN;
    return radius >= inner && radius < outer && angle >= from - TOP && angle < to - TOP;
  }
}

function label(context: CanvasRenderingContext2D, scene: Scene, item: Item, size: Size): void {
  const { from, to, inner, outer } = sectorOf(item, scene, size);
  const middle = (from + to) / 2;
  const isRoot = inner === 0;
  if (!isRoot && (to - from) * (inner + 8) < 13) return;
  const text = fitted(context, labelOf(scene, item), (isRoot ? 2 * outer : outer - inner) - 10);
  if (text === "") return;
  context.save();
  context.globalAlpha = isDimmed(scene, item) ? 0.35 : 1;
  context.fillStyle = scene.palette.text;
  context.textAlign = "center";
  context.translate(size.width / 2, size.height / 2);
  if (!isRoot) {
    // No label stands on its head.
    const isLeft = Math.cos(middle) < 0;
    context.rotate(isLeft ? middle + Math.PI : middle);
    context.translate(((inner + outer) / 2) * (isLeft ? -1 : 1), 0);
  }
  context.fillText(text, 0, 0);
  context.restore();
}

function sectorOf(item: Item, scene: Scene, size: Size): Sector {
  const ring = ringOf(scene, size);
  const inner = item.level * ring;
  const from = TOP + item.start * TURN;
  const least = item.isAbsent ? SLIVER / Math.max(inner, ring) : 0;
  const to = Math.max(TOP + item.end * TURN, from + least);
  return { from, to, inner, outer: inner + ring };
}

/** Levels of a scene, counted once: each sector asks. */
const counted = new WeakMap<Scene, number>();

function ringOf(scene: Scene, size: Size): number {
  let levels = counted.get(scene);
  if (levels === undefined) {
    levels = levelsOf(scene.items);
    counted.set(scene, levels);
  }
  return (Math.min(size.width, size.height) / 2 - 2) / levels;
}

function trace(context: CanvasRenderingContext2D, sector: Sector, size: Size): void {
  const [x, y] = [size.width / 2, size.height / 2];
  context.beginPath();
  context.arc(x, y, sector.outer, sector.from, sector.to);
  if (sector.inner > 0) context.arc(x, y, sector.inner, sector.to, sector.from, true);
  else if (sector.to - sector.from < TURN) context.lineTo(x, y);
  context.closePath();
}
