// The keyboard alone leads through every view; whatever has the focus can be seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, shownView, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Presses Tab until what has the focus fits the selector. */
async function tabTo(page, selector, most = 200) {
  for (let step = 0; step < most; step++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((it) => document.activeElement.matches(it), selector)) return;
  }
  assert.fail(`${most} presses of Tab did not reach ${selector}`);
}

test("from the overview to a case, its profile, its memory and back without a pointer", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    await tabTo(page, ".skip", 1);
    await tabTo(page, "#filters input[type=search]");
    await page.keyboard.type("put-get");
    await tabTo(page, "#filters select[name=verdict]");
    await page.keyboard.press("ArrowDown");
    assert.match(await text(page, "#filters output"), /\d+ of \d+ rows|^\d+ rows/);
    await page.keyboard.press("ArrowUp");
    await tabTo(page, "#overview-table thead button");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#overview-table th[aria-sort]").count(), 1);
    await tabTo(page, "#overview-table tbody a");
    const target = await page.evaluate(() => document.activeElement.hash);
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${target}:not([hidden]) .stage`);
    assert.equal(`#${await shownView(page)}`, target);
    await tabTo(page, ".inner a[href$='-memory']");
    await page.keyboard.press("Enter");
    await page.waitForFunction((hash) => location.hash === `${hash}-memory`, target);
    await tabTo(page, `${target} .as-tree`);
    await page.keyboard.press("Enter");
    const metric = page.locator(`${target} .viewer`).getByLabel("Metric");
    assert.match(await metric.locator("option:checked").innerText(), /tracemalloc/);
    await tabTo(page, "nav a[href='#overview']");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#overview:not([hidden])");
  });
});

test("the history is reached and walked by keys", async () => {
  await visit(browser, { name: "suites.html" }, async (page) => {
    await tabTo(page, "nav a[href='#history']");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#history:not([hidden]) .uplot");
    await tabTo(page, ".history-viewer select");
    await page.keyboard.press("ArrowDown");
    await tabTo(page, ".history-viewer .plot");
    const last = await text(page, ".history-viewer .commit");
    await page.keyboard.press("ArrowLeft");
    assert.notEqual(await text(page, ".history-viewer .commit"), last);
  });
});

test("Tab visits everything once, in sight, and leaves the page", async () => {
  const views = [
    ["lru.html", "#overview", "#overview-table"],
    ["lru.html", "#case-0", ".stage"],
    ["suites.html", "#history", ".uplot"],
  ];
  for (const [name, hash, ready] of views) {
    await visit(browser, { name, hash }, async (page) => {
      await page.waitForSelector(ready);
      const seen = [];
      for (let step = 0; step < 400; step++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const it = document.activeElement;
          if (it === document.body) return undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(it);
          const { width, height } = it.getBoundingClientRect();
          const isMarked = outlineStyle !== "none" && outlineWidth !== "0px";
          const isAgain = "visited" in it.dataset;
          it.dataset.visited = "";
          return { what: it.outerHTML.slice(0, 90), isMarked, isShown: width * height > 0, isAgain };
        });
        if (!stop || stop.isAgain) break;
        seen.push(stop);
      }
      assert.ok(seen.length >= 8 && seen.length < 400, `${seen.length} stops in ${hash}`);
      const dark = seen.filter(({ isMarked, isShown }) => !isMarked || !isShown);
      assert.deepEqual(dark.map(({ what }) => what), [], hash);
    });
  }
});
