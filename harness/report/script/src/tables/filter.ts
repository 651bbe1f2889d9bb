// Filters the overview by verdict, suite, tag and text.
import { chooser, make } from "../elements";
import { count } from "../number";

const ALL = "";

interface Facet {
  readonly label: string;
  /** Its name among the row's data attributes; values are separated by `separator`. */
  readonly attribute: string;
  readonly separator: string | undefined;
}

const FACETS: readonly Facet[] = [
  { label: "Verdict", attribute: "verdict", separator: undefined },
  { label: "Metric", attribute: "metric", separator: undefined },
  { label: "Suite", attribute: "suite", separator: undefined },
  { label: "Tag", attribute: "tags", separator: " " },
];

export class Filter {
  readonly element = make("form", {
    class: "filter",
    role: "search",
    "aria-label": "Filter cases",
  });
  private readonly chosen = new Map<Facet, string>();
  private readonly values = new Map<Facet, Map<HTMLTableRowElement, readonly string[]>>();
  private readonly texts = new Map<HTMLTableRowElement, string>();
  private readonly input = make("input", { type: "search", placeholder: "case or metric" });
  private readonly result = make("output", { "aria-live": "polite" });

  /** `changed` is called with each choice and each letter. */
  constructor(
    private readonly all: readonly HTMLTableRowElement[],
    changed: () => void,
  ) {
    for (const facet of FACETS) this.add(facet, changed);
    this.input.addEventListener("input", changed);
    const label = make("label", { class: "control" }, make("span", {}, "Text"), this.input);
    this.element.append(label, this.result);
    this.element.addEventListener("submit", (event) => event.preventDefault());
  }

  /** The rows that are wanted, in the order of the page. */
  wanted(): readonly HTMLTableRowElement[] {
    const text = this.input.value.trim().toLowerCase();
    const facets = [...this.chosen].filter(([, value]) => value !== ALL);
    const rows = this.all.filter(
      (row) =>
        facets.every(([facet, value]) => this.values.get(facet)?.get(row)?.includes(value)) &&
        (text === "" || this.textOf(row).includes(text)),
    );
    const isAll = rows.length === this.all.length;
    const total = count(this.all.length);
    this.result.textContent = isAll ? `${total} rows` : `${count(rows.length)} of ${total} rows`;
    return rows;
  }

  private add(facet: Facet, changed: () => void): void {
    const values = new Map(this.all.map((row) => [row, valuesOf(row, facet)]));
    const counts = new Map<string, number>();
    for (const value of [...values.values()].flat()) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (counts.size < 2 && !(facet.separator && counts.size > 0)) return;
    this.values.set(facet, values);
    const choices = [...counts].map(([value, number]) => ({
      value,
      label: `${value} (${count(number)})`,
    }));
    const all = { value: ALL, label: "all" };
    const control = chooser(facet.label, [all, ...choices], ALL, (value) => {
      this.chosen.set(facet, value);
      changed();
    });
    this.element.append(control);
  }

  private textOf(row: HTMLTableRowElement): string {
    let text = this.texts.get(row);
    if (text === undefined) {
      text = (row.textContent ?? "").toLowerCase();
      this.texts.set(row, text);
    }
    return text;
  }
}

function valuesOf(row: HTMLTableRowElement, facet: Facet): readonly string[] {
  const text = row.dataset[facet.attribute] ?? "";
  const values = facet.separator === undefined ? [text] : text.split(facet.separator);
  return values.filter((value) => value !== "");
}
