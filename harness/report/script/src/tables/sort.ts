// Sorts a table by the column whose heading was pressed; a second press turns the order round.
import type { TableRows } from "./rows";

type Direction = "ascending" | "descending";
type Key = number | string;

const BUTTONS = "thead th button[data-sort]";
const words = new Intl.Collator("en", { numeric: true });

export class Sorter {
  private readonly keys = new Map<number, Map<HTMLTableRowElement, Key>>();
  private chosen: { readonly column: number; readonly direction: Direction } | undefined;

  /** `changed` is called after each press. */
  constructor(
    private readonly rows: TableRows,
    private readonly changed: () => void,
  ) {
    for (const button of rows.table.querySelectorAll<HTMLButtonElement>(BUTTONS)) {
      const heading = button.closest("th");
      if (!heading) continue;
      button.addEventListener("click", () => this.press(heading, button));
      // Read ahead of the first press: of 10,000 rows that is most of what it takes.
      globalThis.requestIdleCallback?.(() => this.keysOf(heading, button));
    }
  }

  /** `rows` in the order that was chosen; what has no value comes last in both directions. */
  sorted(rows: readonly HTMLTableRowElement[]): readonly HTMLTableRowElement[] {
    if (!this.chosen) return rows;
    const { column, direction } = this.chosen;
    const keys = this.keys.get(column);
    const sign = direction === "ascending" ? 1 : -1;
    const key = (row: HTMLTableRowElement): Key => keys?.get(row) ?? "";
    return [...rows].sort((left, right) => compare(key(left), key(right), sign));
  }

  private press(heading: HTMLTableCellElement, button: HTMLButtonElement): void {
    const column = columnOf(heading);
    const isNumber = button.dataset.sort === "number";
    const first: Direction = isNumber ? "descending" : "ascending";
    const second: Direction = isNumber ? "ascending" : "descending";
    const isFirst = this.chosen?.column !== column || this.chosen.direction === second;
    this.chosen = { column, direction: isFirst ? first : second };
    this.keysOf(heading, button);
    for (const other of heading.closest("thead")?.querySelectorAll("th") ?? []) {
      other.removeAttribute("aria-sort");
    }
    heading.setAttribute("aria-sort", this.chosen.direction);
    this.changed();
  }

  private keysOf(heading: HTMLTableCellElement, button: HTMLButtonElement): void {
    const column = columnOf(heading);
    if (this.keys.has(column)) return;
    this.keys.set(column, this.read(column, button.dataset.sort === "number"));
  }

  private read(column: number, isNumber: boolean): Map<HTMLTableRowElement, Key> {
    return new Map(this.rows.all.map((row) => [row, keyOf(row.cells[column], isNumber)]));
  }
}

/** The column below a heading: headings span columns, and rows of headings. */
function columnOf(heading: HTMLTableCellElement): number {
  const rows = [...(heading.closest("thead")?.rows ?? [])];
  const taken = rows.map(() => new Set<number>());
  for (const [down, row] of rows.entries()) {
    let column = 0;
    for (const cell of row.cells) {
      while (taken[down]?.has(column)) column++;
      if (cell === heading) return column;
      for (let below = down; below < down + cell.rowSpan; below++) {
        for (let across = 0; across < cell.colSpan; across++) taken[below]?.add(column + across);
      }
      column += cell.colSpan;
    }
  }
  return heading.cellIndex;
}

function keyOf(cell: HTMLTableCellElement | undefined, isNumber: boolean): Key {
  const text = cell?.getAttribute("data-value") ?? cell?.textContent?.trim() ?? "";
  if (!isNumber || text === "") return text;
  const number = Number(text);
  return Number.isNaN(number) ? "" : number;
}

function compare(left: Key, right: Key, sign: number): number {
  if (left === "" || right === "") return Number(left === "") - Number(right === "");
  if (typeof left === "number" && typeof right === "number") {
    return left === right ? 0 : (left < right ? -1 : 1) * sign;
  }
  return words.compare(String(left), String(right)) * sign;
}
