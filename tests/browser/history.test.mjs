// The history zooms by keys and buttons and names the commit under the cursor.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const HISTORY = { name: "history.html", hash: "#history" };
const VIEWER = ".history-viewer";

async function history(body, options = HISTORY) {
  await visit(browser, options, async (page) => {
    await page.waitForSelector(`${VIEWER} .uplot`);
    await body(page);
  });
}

async function picture(page) {
  return page.locator(`${VIEWER} .uplot canvas`).evaluate((canvas) => canvas.toDataURL());
}

test("buttons zoom in and out and move along the commits", async () => {
  await history(async (page) => {
    const all = await picture(page);
    await page.getByRole("button", { name: "Zoom in" }).click();
    const near = await picture(page);
    assert.notEqual(near, all);
    await page.getByRole("button", { name: "Earlier" }).click();
    assert.notEqual(await picture(page), near);
    await page.getByRole("button", { name: "Show all commits" }).click();
    assert.equal(await picture(page), all);
  });
});

test("the arrow keys move from commit to commit and name each", async () => {
  await history(async (page) => {
    await page.locator(`${VIEWER} .plot`).focus();
    await page.keyboard.press("End");
    const last = await text(page, `${VIEWER} .commit`);
    assert.match(last, /^[0-9a-f]{7,}/);
    await page.keyboard.press("ArrowLeft");
    assert.notEqual(await text(page, `${VIEWER} .commit`), last);
    await page.keyboard.press("ArrowRight");
    assert.equal(await text(page, `${VIEWER} .commit`), last);
    await page.keyboard.press("+");
    await page.keyboard.press("Escape");
  });
});

test("the pointer names the commit below it, and dragging zooms", async () => {
  await history(async (page) => {
    const plot = page.locator(`${VIEWER} .u-over`);
    await plot.hover({ position: { x: 20, y: 100 } });
    const early = await text(page, `${VIEWER} .commit`);
    await plot.hover({ position: { x: 600, y: 100 } });
    assert.notEqual(await text(page, `${VIEWER} .commit`), early);
    const all = await picture(page);
    const box = await plot.boundingBox();
    await page.mouse.move(box.x + 100, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 80, { steps: 5 });
    await page.mouse.up();
    assert.notEqual(await picture(page), all);
  });
});

test("a press on Zoom beside a small chart shows that series", async () => {
  await history(async (page) => {
    const figures = page.locator("figure[data-series]");
    const second = figures.nth(1);
    const index = await second.getAttribute("data-series");
    await second.getByRole("button", { name: "Zoom" }).click();
    assert.equal(await page.getByLabel("Case and metric").inputValue(), index);
  });
});

test("of several suites one can be chosen; of one there is no choice", async () => {
  await history(async (page) => {
    assert.equal(await page.getByLabel(/^Suite/).count(), 0);
  });
  await history(async (page) => {
    const picker = page.getByLabel("Case and metric").locator("option");
    const all = await picker.count();
    await page.getByLabel(/^Suite/).selectOption({ label: "other-suite" });
    const shown = page.locator(".suite:visible");
    assert.equal(await shown.count(), 1);
    assert.match(await shown.locator("h2").innerText(), /^other-suite/);
    const left = await picker.allInnerTexts();
    assert.equal(2 * left.length, all);
    assert.ok(left.every((label) => !label.includes("other-suite")), "the suite is known now");
    const last = await text(page, `${VIEWER} .commit`);
    await page.getByLabel(/^Suite/).selectOption({ label: "all" });
    assert.equal(await page.locator(".suite:visible").count(), 2);
    assert.notEqual(await text(page, `${VIEWER} .commit`), last);
  }, { name: "suites.html", hash: "#history" });
});
