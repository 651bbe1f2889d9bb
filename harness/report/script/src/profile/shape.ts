// What a drawing of a call tree can do, and what its shapes share: paint, hatching, labels.
import { BASE, HEAD } from "../contract";
import { change } from "../number";
import type { Item, Side } from "./layout";
import { changeColour, originColour, type Palette } from "./palette";
import type { CallTree } from "./tree";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Scene {
  readonly tree: CallTree;
  readonly side: Side;
  readonly items: readonly Item[];
  readonly palette: Palette;
  /** Whether a frame was found by the search; `undefined` when nobody searches. */
  readonly isMatch: ((frame: number) => boolean) | undefined;
}

export interface Shape {
  /** How many pixels of the width there are to share. */
  room(width: number): number;
  /** Height that `levels` of frames take in that width. */
  height(width: number, levels: number): number;
  draw(context: CanvasRenderingContext2D, scene: Scene, size: Size): void;
  outline(context: CanvasRenderingContext2D, item: Item, scene: Scene, size: Size): void;
  isAt(point: Point, item: Item, scene: Scene, size: Size): boolean;
  /** Whether deeper frames stand further up. */
  readonly isUpward: boolean;
}

export const FONT = "12px system-ui, sans-serif";

export function levelsOf(items: readonly Item[]): number {
  return items.reduce((most, item) => Math.max(most, item.level), 0) + 1;
}

export function colourOf(scene: Scene, item: Item): string {
  const { palette, tree } = scene;
  if (item.isAbsent) return palette.background;
  if (scene.side === "difference") return changeColour(palette, tree, item.node);
  return originColour(palette, tree, item.node);
}

export function isDimmed(scene: Scene, item: Item): boolean {
  return scene.isMatch !== undefined && !isMatched(scene, item);
}

export function isMatched(scene: Scene, item: Item): boolean {
  return scene.isMatch?.(scene.tree.frame[item.node]!) ?? false;
}

/** Whether the frame is striped: one side has none of it. */
export function isStriped(scene: Scene, item: Item): boolean {
  return item.isAbsent || (scene.side === "difference" && item.presence !== "both");
}

/** What stands in a frame: the long text where there is room, else the short one. */
interface Label {
  readonly long: string;
  readonly short: string;
}

export function labelOf(scene: Scene, item: Item): Label {
  const { tree } = scene;
  const { name } = tree.frameOf(item.node);
  if (scene.side !== "difference") return { long: name, short: name };
  const [base, head] = [tree.total[BASE][item.node]!, tree.total[HEAD][item.node]!];
  const text = change(base, head);
  if (text === "0.0 %") return { long: name, short: name };
  return { long: `${text} ${name}`, short: `${head > base ? "+" : "−"} ${name}` };
}

/** As much of the label as fits; empty when hardly anything would be left. */
export function fitted(context: CanvasRenderingContext2D, label: Label, room: number): string {
  if (room < 14) return "";
  const { long, short } = label;
  if (long.length * 3 <= room && context.measureText(long).width <= room) return long;
  let shown = short.slice(0, Math.ceil(room / 3));
  let width = context.measureText(shown).width;
  if (shown.length === short.length && width <= room) return short;
  while (shown.length > 1 && width > room) {
    const keep = Math.floor(((room - 8) / width) * shown.length);
    shown = shown.slice(0, Math.max(1, Math.min(keep, shown.length - 1)));
    width = context.measureText(`${shown}…`).width;
  }
  return shown.length > 2 ? `${shown}…` : "";
}

const patterns = new Map<string, CanvasPattern>();

/** Stripes: rising for what is new, falling for what is gone. */
export function stripes(
  context: CanvasRenderingContext2D,
  item: Item,
  colour: string,
): CanvasPattern | string {
  const isRising = item.presence === "new";
  const key = `${isRising} ${colour}`;
  const known = patterns.get(key);
  if (known) return known;
  const pattern = context.createPattern(tileOf(isRising, colour), "repeat");
  if (pattern) patterns.set(key, pattern);
  return pattern ?? colour;
}

function tileOf(isRising: boolean, colour: string): HTMLCanvasElement {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const pen = tile.getContext("2d");
  if (!pen) return tile;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const shift of [-6, 0, 6]) {
    pen.moveTo(shift - 1, isRising ? 7 : -1);
    pen.lineTo(shift + 7, isRising ? -1 : 7);
  }
  pen.stroke();
  return tile;
}
