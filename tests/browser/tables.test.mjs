// The tables sort and filter, by pointer and by keys.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const TABLE = "#overview-table";

/** Values of a column as the table shows them, as numbers where the cells carry numbers. */
async function column(page, table, index) {
  return page.locator(`${table} tbody tr`).evaluateAll(
    (rows, index) =>
      rows.map((row) => {
        const cell = row.cells[index];
        const { value } = cell.dataset;
        // No minus zero: it is equal to zero when it is sorted, and not when it is compared.
        return value === undefined ? cell.innerText : Number(value) + 0;
      }),
    index,
  );
}

const rising = (left, right) => (left < right ? -1 : Number(left > right));

test("a press on a heading sorts by it, a second press turns the order", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    const change = page.locator(`${TABLE} thead button`, { hasText: "change" });
    await change.click();
    const falling = (await column(page, TABLE, 5)).filter((value) => typeof value === "number");
    assert.ok(falling.length >= 2);
    assert.deepEqual(falling, [...falling].sort(rising).reverse());
    assert.equal(await page.locator(`${TABLE} th[aria-sort]`).getAttribute("aria-sort"), "descending");
    await change.click();
    const values = (await column(page, TABLE, 5)).filter((value) => typeof value === "number");
    assert.deepEqual(values, [...values].sort(rising));
    assert.equal(await page.locator(`${TABLE} th[aria-sort]`).getAttribute("aria-sort"), "ascending");
  });
});

test("the keyboard sorts too, and one column at a time says that it does", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    await page.locator(`${TABLE} thead button`, { hasText: "case" }).focus();
    await page.keyboard.press("Enter");
    const names = await column(page, TABLE, 1);
    assert.deepEqual(names, [...names].sort(new Intl.Collator("en", { numeric: true }).compare));
    await page.locator(`${TABLE} thead button`, { hasText: "head" }).focus();
    await page.keyboard.press("Space");
    assert.equal(await page.locator(`${TABLE} th[aria-sort]`).count(), 1);
  });
});

test("filters leave the rows that were asked for, and say how many", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    const rows = page.locator(`${TABLE} tbody tr`);
    const all = await rows.count();
    const metric = page.locator("#filters select[name=metric]");
    const wanted = await metric.locator("option").nth(1).getAttribute("value");
    await metric.selectOption(wanted);
    const metrics = await rows.evaluateAll((rows) => rows.map((row) => row.dataset.metric));
    assert.ok(metrics.length > 0 && metrics.length < all);
    assert.deepEqual([...new Set(metrics)], [wanted]);
    assert.equal(await text(page, "#filters output"), `${metrics.length} of ${all} rows`);
    await page.locator("#filters input[type=search]").fill("hit-loop");
    const names = await column(page, TABLE, 1);
    assert.ok(names.length > 0 && names.every((name) => name.includes("hit-loop")));
    await page.locator("#filters input[type=search]").fill("no such case");
    assert.equal(await rows.count(), 0);
  });
});

test("a tag leaves its cases, and what every row has is no choice", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    const tag = page.getByLabel(/^Tag/);
    const choices = await tag.locator("option").allInnerTexts();
    // All cases are of Python and of the cache.
    assert.deepEqual(choices.map((choice) => choice.replace(/ \(.*/, "")), ["all", "memory"]);
    await tag.selectOption("memory");
    const names = await column(page, TABLE, 1);
    assert.ok(names.length > 0 && names.every((name) => name.includes("memory-loop")));
    await tag.selectOption("");
    assert.ok((await column(page, TABLE, 1)).length > names.length);
    assert.equal(await page.locator("#filters").getByLabel(/^Suite/).count(), 0);
  });
});

test("sorting keeps the filter, and the filter keeps the order", async () => {
  await visit(browser, { name: "many.html" }, async (page) => {
    await page.locator("#filters input[type=search]").fill("case-1");
    await page.locator(`${TABLE} thead button`, { hasText: "case" }).click();
    const names = await column(page, TABLE, 1);
    assert.ok(names.length >= 100 && names.every((name) => name.includes("case-1")));
    assert.deepEqual(names, [...names].sort(new Intl.Collator("en", { numeric: true }).compare));
  });
});

test("a long table grows while it is scrolled, to its last row", async () => {
  await visit(browser, { name: "many.html" }, async (page) => {
    const rows = page.locator(`${TABLE} tbody tr`);
    const first = await rows.count();
    assert.ok(first < 1000, `${first} rows at first`);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(
      (first) => document.querySelectorAll("#overview-table tbody tr").length > first,
      first,
    );
    assert.match(await text(page, ".more-rows"), /more rows below/);
  });
});

test("a column of the functions sorts by its own numbers, below headings of two rows", async () => {
  await visit(browser, { name: "lru.html", hash: "#case-0" }, async (page) => {
    const table = "#case-0 table.functions";
    await page.locator(`${table} thead button`, { hasText: "head" }).first().click();
    const values = (await column(page, table, 2)).filter((value) => typeof value === "number");
    assert.ok(values.length >= 3);
    assert.deepEqual(values, [...values].sort(rising).reverse());
  });
});
