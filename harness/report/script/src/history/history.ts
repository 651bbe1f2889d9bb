// The view of histories: which one is shown, zoom by pointer and by keys, the commit under the cursor.
import type uPlot from "uplot";
import type { HistoryData } from "../contract";
import { readBlock } from "../data";
import { type Choice, chooser, make, onTheme, pushButton } from "../elements";
import { amount } from "../number";
import { type Course, courseOf } from "./course";
import { drawSeries } from "./series";

/** Part of the range that one press moves or removes. */
const STRIDE = 0.25;
/** Fewest commits on the screen. */
const CLOSEST = 4;
/** Of the choice of suites: none is left out. */
const ALL = "";

/** Puts the chart into the view, above what is there without script. */
export async function prepareHistory(view: HTMLElement): Promise<void> {
  if (view.querySelector(".history-viewer")) return;
  const place = make("div", { class: "history-viewer" });
  const heading = view.querySelector("h1, h2");
  if (heading) heading.after(place);
  else view.prepend(place);
  const data = await readBlock<HistoryData>("history-data");
  if (!data || data.series.length === 0) {
    place.remove();
    return;
  }
  const viewer = new HistoryViewer(place, data);
  viewer.draw();
  // Of very many series the page draws some only; the list above leads to the others.
  for (const figure of view.querySelectorAll<HTMLElement>("figure[data-series]:has(svg)")) {
    const open = pushButton("Zoom", () => viewer.choose(Number(figure.dataset.series)));
    figure.querySelector("figcaption")?.append(" ", open);
  }
}

/** The series of one suite, or of all: then each says whose it is. */
function choicesOf({ suites, series }: HistoryData, chosen: number | undefined): Choice[] {
  const isOne = chosen !== undefined || suites.length === 1;
  const choices = series.map(({ suite, case: name, metric }, index) => ({
    suite,
    value: String(index),
    label: `${isOne ? "" : `${suites[suite]?.suite} · `}${name} · ${metric}`,
  }));
  return choices.filter(({ suite }) => chosen === undefined || suite === chosen);
}

class HistoryViewer {
  private readonly frame = make("div", { class: "plot", tabindex: 0, role: "application" });
  private readonly commit = make("p", { class: "commit", "aria-live": "polite" });
  private chart: uPlot | undefined;
  private readonly picker: HTMLElement;
  private shown: Course;
  private cursor = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly data: HistoryData,
  ) {
    // What changed is what people come for.
    const first = Math.max(
      0,
      data.series.findIndex((series) => series.changes.length > 0),
    );
    this.shown = courseOf(data, first);
    this.picker = chooser("Case and metric", choicesOf(data, undefined), String(first), (value) =>
      this.show(Number(value)),
    );
    const buttons = make("div", { class: "switch", role: "group", "aria-label": "Zoom" });
    buttons.append(
      pushButton("＋", () => this.zoom(STRIDE), "Zoom in"),
      pushButton("−", () => this.zoom(-2 * STRIDE), "Zoom out"),
      pushButton("←", () => this.pan(-STRIDE), "Earlier"),
      pushButton("→", () => this.pan(STRIDE), "Later"),
      pushButton("All", () => this.range(0, this.last), "Show all commits"),
    );
    this.place.append(
      make("div", { class: "toolbar" }, ...this.suiteChooser(), this.picker, buttons),
      this.frame,
      this.commit,
    );
    this.frame.setAttribute("aria-label", "History chart: arrow keys move from commit to commit");
    this.frame.addEventListener("keydown", (event) => this.key(event));
    onTheme(() => this.draw());
    new ResizeObserver(() => this.fit()).observe(this.frame);
  }

  draw(): void {
    this.chart?.destroy();
    this.chart = drawSeries(this.shown, this.frame.clientWidth || 800, (index) => {
      if (index !== undefined) this.tell(index);
    });
    this.frame.replaceChildren(this.chart.root);
    this.tell(this.last);
  }

  /** Shows the series with that index, and leads there. */
  choose(index: number): void {
    const select = this.picker.querySelector("select");
    if (select) select.value = String(index);
    this.show(index);
    this.place.scrollIntoView();
    this.frame.focus({ preventScroll: true });
  }

  private show(index: number): void {
    this.shown = courseOf(this.data, index);
    this.draw();
  }

  /** Leaves one suite of several; of one there is nothing to choose. */
  private suiteChooser(): readonly HTMLElement[] {
    if (this.data.suites.length < 2) return [];
    const suites = this.data.suites.map(({ suite }, index) => ({ value: String(index), label: suite }));
    const choice = chooser("Suite", [{ value: ALL, label: "all" }, ...suites], ALL, (value) => {
      const chosen = value === ALL ? undefined : Number(value);
      const places = this.place.parentElement?.querySelectorAll<HTMLElement>(".suite") ?? [];
      for (const [index, place] of [...places].entries()) {
        place.hidden = chosen !== undefined && index !== chosen;
      }
      const choices = choicesOf(this.data, chosen);
      const options = choices.map(({ value, label }) => make("option", { value }, label));
      this.picker.querySelector("select")?.replaceChildren(...options);
      const [first] = choices;
      if (first) this.show(Number(first.value));
    });
    return [choice];
  }

  private get last(): number {
    return this.shown.commits.length - 1;
  }

  private tell(index: number): void {
    this.cursor = index;
    const { commits, subjects, values, low, high, unit, changes, releases } = this.shown;
    const value = values[index];
    const ends = [low[index], high[index]].map((end) => (end == null ? "" : amount(unit, end)));
    const interval = ends.includes("") || ends[0] === ends[1] ? "" : ` [${ends.join(", ")}]`;
    const notes = releases.filter((release) => release.index === index).map(({ name }) => name);
    if (changes.includes(index)) notes.push("first commit at a new level");
    const text = value == null ? "no value" : `${amount(unit, value)}${interval}`;
    this.commit.replaceChildren(
      make("code", {}, commits[index] ?? ""),
      ` ${subjects[index] ?? ""} · `,
      make("strong", {}, text),
      ...notes.map((note) => ` · ${note}`),
    );
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
    const step = steps[event.key];
    if (step !== undefined) this.moveTo(this.cursor + step);
    else if (event.key === "+") this.zoom(STRIDE);
    else if (event.key === "-") this.zoom(-2 * STRIDE);
    else if (event.key === "Home") this.moveTo(0);
    else if (event.key === "End") this.moveTo(this.last);
    else if (event.key === "Escape") this.range(0, this.last);
    else return;
    event.preventDefault();
  }

  private moveTo(index: number): void {
    if (!this.chart || index < 0 || index > this.last) return;
    const [from, to] = this.bounds();
    if (index < from || index > to) this.range(index - (to - from) / 2, index + (to - from) / 2);
    const value = this.shown.values[index];
    const top = value == null ? 0 : this.chart.valToPos(value, "y");
    this.chart.setCursor({ left: this.chart.valToPos(index, "x"), top });
    this.tell(index);
  }

  private bounds(): [number, number] {
    const { min, max } = this.chart?.scales.x ?? {};
    return [min ?? 0, max ?? this.last];
  }

  private zoom(by: number): void {
    const [from, to] = this.bounds();
    const step = (to - from) * by;
    this.range(from + step, to - step);
  }

  private pan(by: number): void {
    const [from, to] = this.bounds();
    const room = by < 0 ? -from : this.last - to;
    const step = by < 0 ? Math.max((to - from) * by, room) : Math.min((to - from) * by, room);
    this.range(from + step, to + step);
  }

  private range(from: number, to: number): void {
    const middle = (from + to) / 2;
    const half = Math.max((to - from) / 2, Math.min(CLOSEST, this.last) / 2);
    const [min, max] = [Math.max(0, middle - half), Math.min(this.last, middle + half)];
    this.chart?.setScale("x", { min, max });
  }

  private fit(): void {
    const width = this.frame.clientWidth;
    if (this.chart && width > 0 && width !== this.chart.width) {
      this.chart.setSize({ width, height: this.chart.height });
    }
  }
}
