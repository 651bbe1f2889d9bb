// Names, paths and subjects that look like markup or script stay text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "./browser.mjs";
import { HOSTILE } from "./documents/hostile.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const hash of ["#overview", "#case-0"]) {
  test(`foreign text in ${hash} is shown as it is and does nothing`, async () => {
    await visit(browser, { name: "hostile.html", hash }, async (page) => {
      if (hash !== "#overview") {
        await page.waitForSelector(".stage");
        await page.locator(".stage").focus();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        assert.match(await page.locator(".crumbs").innerText(), /<img src=x/);
      }
      assert.ok((await page.locator("body").innerText()).includes(HOSTILE));
      assert.equal(await page.locator("img, iframe, object, embed, base").count(), 0);
      assert.equal(await page.evaluate(() => "broken" in window), false);
    });
  });
}
