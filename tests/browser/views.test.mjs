// Every view of a real report opens, by links, by address and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, shownView, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("the overview says the verdict and lists every change", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    assert.equal(await shownView(page), "overview");
    assert.notEqual(await text(page, "h1"), "");
    assert.ok((await page.locator("#overview-table tbody tr").count()) >= 2);
    assert.equal(await page.locator("nav a[aria-current=page]").innerText(), "Overview");
  });
});

test("each case opens from its row, and the way back leads to the overview", async () => {
  await visit(browser, { name: "lru.html" }, async (page) => {
    const links = page.locator("#overview-table tbody th a");
    const targets = new Set(await links.evaluateAll((all) => all.map((link) => link.hash)));
    assert.ok(targets.size >= 2);
    for (const target of targets) {
      await page.locator(`#overview-table a[href='${target}']`).first().click();
      await page.waitForSelector(`main > section${target}:not([hidden])`);
      assert.equal(`#${await shownView(page)}`, target);
      await page.goBack();
      await page.waitForSelector("#overview:not([hidden])");
    }
  });
});

test("an address inside of a case shows that part of the case", async () => {
  for (const part of ["metrics", "profile", "lines", "memory"]) {
    await visit(browser, { name: "lru.html", hash: `#case-0-${part}` }, async (page) => {
      assert.equal(await shownView(page), "case-0");
      assert.ok(await page.locator(`#case-0-${part}`).isVisible(), part);
    });
  }
});

test("an address that nobody knows shows the overview", async () => {
  for (const hash of ["#nothing", "#case-99999", "#%E0%A4%A", "#constructor", "#main"]) {
    await visit(browser, { name: "lru.html", hash }, async (page) => {
      assert.equal(await shownView(page), "overview", hash);
    });
  }
});

test("who goes on while a packed case is loaded gets where they went", async () => {
  await visit(browser, { name: "many.html" }, async (page) => {
    await page.evaluate(async () => {
      location.hash = "case-7000";
      await new Promise((done) => addEventListener("hashchange", done, { once: true }));
      location.hash = "overview";
    });
    // Loaded all the same, by the one who asked first.
    await page.waitForSelector("#case-7000", { state: "attached" });
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
    assert.equal(await shownView(page), "overview");
  });
});

test("the skip link leaves the view as it is", async () => {
  await visit(browser, { name: "lru.html", hash: "#case-0" }, async (page) => {
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await shownView(page), "case-0");
  });
});

test("without script the page has every view and every number", async () => {
  await visit(browser, { name: "lru.html", javaScriptEnabled: false }, async (page) => {
    assert.ok(await page.locator("#overview-table").isVisible());
    assert.ok(await page.locator("#case-0 table.metrics").isVisible());
    assert.ok(await page.locator("#case-0 table.functions").isVisible());
    assert.ok(!(await page.locator("#filters").isVisible()));
  });
});

test("nothing is wider than the screen", async () => {
  const views = [
    ["lru.html", "#overview", "#overview-table"],
    ["memory.html", "#case-0", ".stage"],
    ["suites.html", "#history", ".uplot"],
  ];
  for (const [name, hash, ready] of views) {
    await visit(browser, { name, hash }, async (page) => {
      await page.waitForSelector(ready);
      for (const width of [360, 800, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        // Drawings follow the window a frame later.
        await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
        const room = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(room <= width, `${hash} is ${room} pixels wide on ${width}`);
      }
    });
  }
});
