// Ties the page's table of functions to the drawing: a row makes its function the root, a frame marks its row.
import { type FrameData, keyOf } from "../contract";

const ROWS = "tr[data-frame]";

export class Functions {
  private readonly rows = new Map<string, HTMLTableRowElement[]>();
  private marked: readonly HTMLTableRowElement[] = [];

  /** `chosen` is called with the key of a function that the user wants as root. */
  constructor(
    place: HTMLElement,
    private readonly chosen: (key: string) => void,
  ) {
    for (const row of place.querySelectorAll<HTMLTableRowElement>(ROWS)) {
      const key = row.dataset.frame ?? "";
      this.rows.set(key, [...(this.rows.get(key) ?? []), row]);
    }
    for (const table of new Set(
      [...this.rows.values()].flat().map((row) => row.closest("table")),
    )) {
      if (table) this.listen(table);
    }
  }

  /** Marks the rows of that function. */
  mark(frame: FrameData | undefined): void {
    for (const row of this.marked) row.removeAttribute("aria-current");
    this.marked = frame ? (this.rows.get(keyOf(frame)) ?? []) : [];
    for (const row of this.marked) {
      row.setAttribute("aria-current", "true");
      this.reveal(row);
    }
  }

  /** Within the table's own scroll only: the page does not jump. */
  private reveal(row: HTMLTableRowElement): void {
    const frame = row.closest("table")?.parentElement;
    if (!frame || frame.scrollHeight <= frame.clientHeight) return;
    const above = row.offsetTop < frame.scrollTop;
    const below = row.offsetTop + row.offsetHeight > frame.scrollTop + frame.clientHeight;
    if (above || below) frame.scrollTop = row.offsetTop - frame.clientHeight / 2;
  }

  /** One stop of the tabulator for the whole table; arrows move between its rows. */
  private listen(table: HTMLTableElement): void {
    const first = table.querySelector<HTMLTableRowElement>(ROWS);
    if (first) first.tabIndex = 0;
    table.classList.add("drives-profile");
    table.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a, button, summary")) return;
      const row = rowOf(event);
      if (row) this.choose(row);
    });
    table.addEventListener("keydown", (event) => {
      const row = rowOf(event);
      if (!row || event.target !== row) return;
      if (event.key === "Enter" || event.key === " ") this.choose(row);
      else if (event.key === "ArrowDown") move(row, "nextElementSibling");
      else if (event.key === "ArrowUp") move(row, "previousElementSibling");
      else return;
      event.preventDefault();
    });
  }

  private choose(row: HTMLTableRowElement): void {
    this.chosen(row.dataset.frame ?? "");
  }
}

function rowOf(event: Event): HTMLTableRowElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLTableRowElement>(ROWS) : null;
}

function move(
  row: HTMLTableRowElement,
  way: "nextElementSibling" | "previousElementSibling",
): void {
  let next = row[way];
  while (next instanceof HTMLElement && (next.hidden || !next.matches(ROWS))) next = next[way];
  if (!(next instanceof HTMLElement)) return;
  row.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
