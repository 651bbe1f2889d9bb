// One metric over commits as a zoomable chart: values, their intervals, changes of level, releases.
import uPlot from "uplot";
import { cssVariable } from "../elements";
import { amount } from "../number";
import type { Course } from "./course";

const HEIGHT = 320;
const LABEL = 12;

/** A chart of that width. `moved` is called with the commit under the cursor. */
export function drawSeries(
  data: Course,
  width: number,
  moved: (index: number | undefined) => void,
): uPlot {
  const colours = readColours();
  const axis = {
    stroke: colours.text,
    grid: { stroke: colours.grid },
    ticks: { stroke: colours.grid },
  };
  const options: uPlot.Options = {
    width,
    height: HEIGHT,
    legend: { show: false },
    scales: { x: { time: false } },
    cursor: { drag: { x: true, y: false, dist: 5 } },
    axes: [
      { ...axis, values: (_, places) => places.map((place) => commitAt(data, place)), space: 90 },
      { ...axis, values: (_, values) => values.map((value) => amount(data.unit, value)), size: 80 },
    ],
    series: [
      {},
      {
        label: data.metric,
        stroke: colours.line,
        width: 2,
        spanGaps: true,
        points: { show: true, size: 6 },
      },
      { label: "low", stroke: "transparent", points: { show: false } },
      { label: "high", stroke: "transparent", points: { show: false } },
    ],
    bands: [{ series: [3, 2], fill: colours.band }],
    hooks: {
      draw: [(chart) => drawMarks(chart, data, colours)],
      setCursor: [(chart) => moved(chart.cursor.idx ?? undefined)],
    },
  };
  const places = data.values.map((_, index) => index);
  const columns = [places, [...data.values], [...data.low], [...data.high]];
  return new uPlot(options, columns as uPlot.AlignedData, document.createElement("div"));
}

function commitAt(data: Course, place: number): string {
  return Number.isInteger(place) ? (data.commits[place] ?? "") : "";
}

interface Colours {
  readonly text: string;
  readonly grid: string;
  readonly line: string;
  readonly band: string;
  readonly change: string;
  readonly release: string;
}

function readColours(): Colours {
  return {
    text: cssVariable("--chart-text"),
    grid: cssVariable("--chart-grid"),
    line: cssVariable("--chart-line"),
    band: cssVariable("--chart-band"),
    change: cssVariable("--chart-change"),
    release: cssVariable("--chart-release"),
  };
}

/** Changes of level as lines with a triangle, releases as dashed lines with their name. */
function drawMarks(chart: uPlot, data: Course, colours: Colours): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio || 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5 * ratio;
  ctx.font = `${LABEL * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  const line = (index: number, colour: string, dash: number[]): number => {
    const x = chart.valToPos(index, "x", true);
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    return x;
  };
  for (const release of data.releases) {
    const x = line(release.index, colours.release, [4, 4]);
    ctx.fillText(release.name, x + 4 * ratio, bbox.top + 2 * ratio);
  }
  for (const index of data.changes) {
    // Between the commit before and the first one at the new level.
    const x = line(index - 0.5, colours.change, []);
    triangle(ctx, { x, y: bbox.top + bbox.height, size: 7 * ratio }, isRise(data, index));
  }
  ctx.restore();
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function triangle(context: CanvasRenderingContext2D, { x, y, size }: Place, up: boolean): void {
  const [base, tip] = up ? [y, y - 2 * size] : [y - 2 * size, y];
  context.beginPath();
  context.moveTo(x - size, base);
  context.lineTo(x + size, base);
  context.lineTo(x, tip);
  context.fill();
}

function isRise(data: Course, index: number): boolean {
  return (data.values[index] ?? 0) >= (data.values[index - 1] ?? 0);
}
