// The rows of a table: which ones are wanted, in which order, and how many of them are in the document.
import { make } from "../elements";
import { count } from "../number";

/** Rows added at a time: more than a screen holds, few enough to lay out at once. */
const STEP = 100;

export class TableRows {
  readonly all: readonly HTMLTableRowElement[];
  private readonly body: HTMLTableSectionElement;
  private readonly more = make("p", { class: "more-rows" });
  private wanted: readonly HTMLTableRowElement[];
  private shown = 0;

  constructor(readonly table: HTMLTableElement) {
    this.body = table.tBodies[0] ?? table.createTBody();
    this.all = [...this.body.rows];
    this.wanted = this.all;
    if (this.all.length <= STEP) return;
    table.setAttribute("aria-rowcount", String(this.all.length + 1));
    (table.closest(".scroll") ?? table).after(this.more);
    const coming = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.grow();
      },
      { rootMargin: "600px" },
    );
    coming.observe(this.more);
    // Paper has no end to scroll to.
    addEventListener("beforeprint", () => this.grow(Number.POSITIVE_INFINITY));
    this.show(this.all);
  }

  /** Replaces what the table holds by the first of `rows`. */
  show(rows: readonly HTMLTableRowElement[]): void {
    this.wanted = rows;
    this.shown = Math.min(rows.length, this.all.length > STEP ? STEP : rows.length);
    this.body.replaceChildren(...rows.slice(0, this.shown));
    this.tell();
  }

  private grow(by = STEP): void {
    if (this.shown >= this.wanted.length || !this.table.isConnected) return;
    const next = this.wanted.slice(this.shown, this.shown + by);
    this.body.append(...next);
    this.shown += next.length;
    this.tell();
  }

  private tell(): void {
    const rest = this.wanted.length - this.shown;
    this.more.textContent = rest > 0 ? `${count(rest)} more rows below` : "";
  }
}
