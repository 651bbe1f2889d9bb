// Filters the overview by verdict, metric, tag and text.
import { make } from "../elements";
import { count } from "../number";

const ALL = "";

interface Facet {
  /** Its name among the row's data attributes; values are separated by `separator`. */
  readonly attribute: string;
  readonly separator: string | undefined;
}

const FACETS: readonly Facet[] = [
  { attribute: "verdict", separator: undefined },
  { attribute: "metric", separator: undefined },
  { attribute: "tags", separator: " " },
];

type Row = HTMLTableRowElement;

export class Filter {
  private readonly chosen = new Map<Facet, string>();
  private readonly values = new Map<Facet, Map<Row, readonly string[]>>();
  private readonly texts = new Map<Row, string>();
  private readonly input: HTMLInputElement | null;
  private readonly result: HTMLOutputElement | null;

  /**
   * @param form the page's own, which is hidden where no script runs
   * @param changed called with each choice and each letter
   */
  constructor(
    private readonly form: HTMLFormElement,
    private readonly all: readonly Row[],
    changed: () => void,
  ) {
    this.input = form.querySelector("input[type=search]");
    this.result = form.querySelector("output");
    for (const facet of FACETS) this.add(facet, changed);
    this.input?.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
  }

  /** The rows that are wanted, in the order of the page. */
  wanted(): readonly Row[] {
    const text = (this.input?.value ?? "").trim().toLowerCase();
    const facets = [...this.chosen].filter(([, value]) => value !== ALL);
    const rows = this.all.filter(
      (row) =>
        facets.every(([facet, value]) => this.values.get(facet)?.get(row)?.includes(value)) &&
        (text === "" || this.textOf(row).includes(text)),
    );
    const isAll = rows.length === this.all.length;
    const total = count(this.all.length);
    if (this.result) {
      this.result.textContent = isAll ? `${total} rows` : `${count(rows.length)} of ${total} rows`;
    }
    return rows;
  }

  private add(facet: Facet, changed: () => void): void {
    const select = this.form.querySelector<HTMLSelectElement>(`select[name=${facet.attribute}]`);
    if (!select) return;
    const values = new Map(this.all.map((row) => [row, valuesOf(row, facet)]));
    const counts = new Map<string, number>();
    for (const value of [...values.values()].flat()) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    // What every row has leaves all of them.
    const telling = [...counts].filter(([, number]) => number < this.all.length);
    if (telling.length === 0) {
      select.closest("label")?.remove();
      return;
    }
    this.values.set(facet, values);
    const options = telling.map(([value, number]) =>
      make("option", { value }, `${value} (${count(number)})`),
    );
    select.replaceChildren(make("option", { value: ALL }, "all"), ...options);
    select.addEventListener("change", () => {
      this.chosen.set(facet, select.value);
      changed();
    });
  }

  private textOf(row: Row): string {
    let text = this.texts.get(row);
    if (text === undefined) {
      text = (row.textContent ?? "").toLowerCase();
      this.texts.set(row, text);
    }
    return text;
  }
}

function valuesOf(row: Row, facet: Facet): readonly string[] {
  const text = row.dataset[facet.attribute] ?? "";
  const values = facet.separator === undefined ? [text] : text.split(facet.separator);
  return values.filter((value) => value !== "");
}
