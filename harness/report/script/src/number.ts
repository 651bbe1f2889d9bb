// Numbers of charts as text, written as the page's tables write them: three digits, a real minus sign.

type Step = readonly [factor: number, name: string];

const STEPS: Record<string, readonly Step[]> = {
  s: [
    [1, "s"],
    [1e-3, "ms"],
    [1e-6, "µs"],
    [1e-9, "ns"],
  ],
  B: [
    [2 ** 30, "GiB"],
    [2 ** 20, "MiB"],
    [1024, "KiB"],
    [1, "B"],
  ],
  "1": [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1, ""],
  ],
  "1/s": [
    [1e9, "G/s"],
    [1e6, "M/s"],
    [1e3, "k/s"],
    [1, "/s"],
  ],
};
const MINUS = "−";
const groups = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** The value with its unit, as in `1.42 ms`, `25.7 M`, `998,001`. */
export function amount(unit: string, value: number): string {
  if (!Number.isFinite(value)) return "n/a";
  const size = Number(Math.abs(value).toPrecision(3));
  const steps = STEPS[unit] ?? [[1, unit] as const];
  const fitting = steps.find(([factor]) => size >= factor) ?? steps[steps.length - 1]!;
  const [factor, name] = size === 0 ? (steps.find(([factor]) => factor === 1) ?? fitting) : fitting;
  const isWhole = factor === 1 && Number.isInteger(value) && unit !== "s";
  const number = isWhole ? groups.format(Math.abs(value)) : digits(Math.abs(value) / factor);
  const sign = value < 0 ? MINUS : "";
  return name === "" ? sign + number : `${sign}${number} ${name}`;
}

/** What head has more than base, signed. */
export function difference(unit: string, base: number, head: number): string {
  const text = amount(unit, head - base);
  return head > base ? `+${text}` : text;
}

/** A relative change, as in `+13.4 %`, `×12.1`, `new`. */
export function change(base: number, head: number): string {
  if (base === head) return "0.0 %";
  if (base === 0) return "new";
  if (head === 0) return "gone";
  const percent = ((head - base) / base) * 100;
  if (percent >= 999.5) return `×${digits(head / base)}`;
  const number = Math.abs(percent).toFixed(Math.abs(percent) < 0.05 ? 3 : 1);
  return `${percent < 0 ? MINUS : "+"}${number} %`;
}

/** A share as percent, as in `12.3 %`. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "";
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 0.05 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

export function count(number: number): string {
  return groups.format(number);
}

function digits(size: number): string {
  if (size === 0) return "0";
  if (size >= 1000) return groups.format(size);
  if (size < 0.01) return size.toExponential(2);
  return size.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
