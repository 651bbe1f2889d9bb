// Memory by stack can be read without script, and leads to the call tree of that metric.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const MEMORY = { name: "memory.html", hash: "#case-0-memory" };

test("the heaviest stacks of each metric are tables with base, head and difference", async () => {
  await visit(browser, { ...MEMORY, javaScriptEnabled: false }, async (page) => {
    const tables = page.locator("#case-0 table.stacks");
    assert.equal(await tables.count(), 4);
    const rows = await tables.first().locator("tbody tr").allInnerTexts();
    assert.equal(rows.length, 3);
    assert.match(rows[0], /cache_put.*← main.*0\.86 MiB.*1\.34 MiB.*▲ \+488 KiB/s);
    assert.match(rows[1], /copy_key.*← cache_put ← main/s);
    assert.match(rows[2], /main.*=/s);
  });
});

test("a table leads to the call tree of its metric", async () => {
  await visit(browser, MEMORY, async (page) => {
    await page.waitForSelector("#case-0 .stage");
    const metric = page.locator("#case-0 .viewer").getByLabel("Metric");
    const labels = await metric.locator("option").allInnerTexts();
    for (const [place, label] of labels.entries()) {
      await page.locator("#case-0 a[data-tree]").nth(place).click();
      assert.equal(await metric.locator("option:checked").innerText(), label);
      assert.ok(await page.locator("#case-0 .stage").isVisible());
    }
    assert.deepEqual(labels, [
      "allocated · dhat",
      "allocations · dhat",
      "in use at the peak · dhat",
      "in use at the end · dhat",
    ]);
    for (const style of ["sunburst", "flame", "icicle"]) {
      await page.locator(`#case-0 .viewer button[data-value=${style}]`).click();
    }
    await page.locator("#case-0 .stage").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.match(await text(page, "#case-0 .viewer .details"), /cache_put.*93\.8 KiB/s);
  });
});

test("values of processes that lost time are framed, and told in words", async () => {
  await visit(browser, { name: "memory.html", hash: "#case-0-values" }, async (page) => {
    const figure = page.locator("#case-0 figure.values").first();
    assert.equal(await figure.locator("rect.stolen").count(), 3);
    const caption = await figure.locator("figcaption").innerText();
    assert.match(caption, /framed: 3 of \d+ processes lost time to neighbours/);
    assert.equal(await page.locator("#case-1 rect.stolen").count(), 0);
  });
});
