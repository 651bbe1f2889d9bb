// On paper: all of it, light, without what only a screen can do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Shows the page as it is printed, from a screen that is dark. */
async function printed(options, body) {
  await visit(browser, { ...options, colorScheme: "dark" }, async (page) => {
    if (options.ready) await page.waitForSelector(options.ready);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    await body(page);
  });
}

test("paper is light and has no controls", async () => {
  for (const [name, hash] of [["lru.html", "#case-0"], ["suites.html", "#history"]]) {
    await printed({ name, hash }, async (page) => {
      const [paper, ink] = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return [style.backgroundColor, style.color];
      });
      assert.ok(brightness(paper) > 240 && brightness(ink) < 60, `${ink} on ${paper}`);
      const controls = await page
        .locator("button, input, select, nav, .toolbar, .filters, .skip")
        .evaluateAll((all) =>
          all
            // Headings of tables are text, which a press would sort.
            .filter((it) => it.checkVisibility() && !it.closest("thead"))
            .map((it) => it.outerHTML.slice(0, 80)),
        );
      assert.deepEqual(controls, []);
    });
  }
});

function brightness(colour) {
  const parts = colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}

test("tables are whole: nothing scrolls, no row is held back, no row is cut", async () => {
  await printed({ name: "lru.html", hash: "#case-0" }, async (page) => {
    const cut = await page.locator(".scroll").evaluateAll((all) =>
      all
        .filter((it) => it.checkVisibility() && it.scrollHeight > it.clientHeight + 1)
        .map((it) => it.getAttribute("aria-label")),
    );
    assert.deepEqual(cut, []);
    const row = page.locator("table.grid tbody tr").first();
    assert.equal(await row.evaluate((it) => getComputedStyle(it).breakInside), "avoid");
  });
  await visit(browser, { name: "many.html" }, async (page) => {
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await page.locator("#overview-table tbody tr").count(), 10_000);
  });
});

test("what is printed is the view that is shown, and its drawings turn light too", async () => {
  await visit(browser, { name: "lru.html", hash: "#case-0", colorScheme: "dark" }, async (page) => {
    await page.waitForSelector("#case-0 .stage");
    const drawing = () => page.locator("#case-0 .drawing").evaluate((it) => it.toDataURL());
    const dark = await drawing();
    await page.emulateMedia({ media: "print" });
    await page.waitForTimeout(100);
    assert.notEqual(await drawing(), dark);
    assert.ok(await page.locator("#case-0 table.metrics").isVisible());
    assert.ok(!(await page.locator("#overview-table").isVisible()));
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 2, `${pages} pages`);
  });
});
