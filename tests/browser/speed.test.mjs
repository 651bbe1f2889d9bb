// Large reports stay quick. Each limit is three times what is promised: other jobs share the machine.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HEADROOM, launch, PAGES, prepareActions, timed, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

function within(what, milliseconds, promised) {
  console.log(`${what}: ${milliseconds.toFixed(0)} ms (promised ${promised} ms)`);
  assert.ok(milliseconds < HEADROOM * promised, `${what} took ${milliseconds.toFixed(0)} ms`);
}

test("10,000 cases fit in 15 MB", () => {
  const { size } = statSync(join(PAGES, "many.html"));
  console.log(`10,000 cases: ${(size / 1e6).toFixed(1)} MB`);
  assert.ok(size < 15e6, `${size} bytes`);
});

test("10,000 cases show in 2 s and answer in 100 ms", async () => {
  await visit(browser, { name: "many.html" }, async (page) => {
    const first = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
      return Math.max(paint, performance.getEntriesByType("navigation")[0].loadEventEnd);
    });
    within("first view", first, 2000);
    await prepareActions(page);
    const heading = (column) => `#overview-table thead th:nth-child(${column}) button`;
    const verdicts = await page.locator("#filters select[name=verdict] option").all();
    const verdict = await verdicts[1].getAttribute("value");
    const acts = [
      ["sort by number", "click", heading(6)],
      ["sort by text", "click", heading(2)],
      ["turn the order", "click", heading(2)],
      ["filter by verdict", "choose", ["#filters select[name=verdict]", verdict]],
      ["filter by text", "choose", ["#filters input[type=search]", "case-77"]],
      ["open a case", "go", ["case-7000", "#case-7000:not([hidden])"]],
      ["back to the overview", "go", ["overview", "#overview:not([hidden])"]],
      ["open its neighbour", "go", ["case-7001", "#case-7001:not([hidden])"]],
    ];
    for (const [what, act, argument] of acts) within(what, await timed(page, act, argument), 100);
  });
});

test("a profile of 100,000 stacks opens in 1 s and answers in 100 ms", async () => {
  await visit(browser, { name: "stacks.html" }, async (page) => {
    await prepareActions(page);
    within("open", await timed(page, "go", ["case-0", "#case-0 .stage"]), 1000);
    const button = (value) => `#case-0 .viewer button[data-value='${value}']`;
    for (const value of ["base", "head", "difference", "flame", "sunburst", "icicle"]) {
      within(value, await timed(page, "click", button(value)), 100);
    }
    const search = ["#case-0 .search input", "step"];
    within("search", await timed(page, "choose", search), 100);
    within("a function as root", await timed(page, "click", "#case-0 tr[data-frame] th"), 100);
  });
});
