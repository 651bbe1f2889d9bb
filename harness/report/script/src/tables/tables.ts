// Makes the page's tables sortable, and the overview's filterable.
import { Filter } from "./filter";
import { TableRows } from "./rows";
import { Sorter } from "./sort";

const ready = new WeakSet<HTMLTableElement>();

/** Prepares each table in `place` once. */
export function prepareTables(place: HTMLElement): void {
  for (const table of place.querySelectorAll<HTMLTableElement>("table:has(button[data-sort])")) {
    if (ready.has(table)) continue;
    ready.add(table);
    prepare(table);
  }
}

function prepare(table: HTMLTableElement): void {
  const rows = new TableRows(table);
  const form = table.id === "overview-table" ? document.getElementById("filters") : null;
  const filter =
    form instanceof HTMLFormElement ? new Filter(form, rows.all, () => update()) : undefined;
  const sorter = new Sorter(rows, () => update());
  const update = (): void => rows.show(sorter.sorted(filter?.wanted() ?? rows.all));
  filter?.wanted();
}
