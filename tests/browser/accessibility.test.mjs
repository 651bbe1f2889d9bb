// axe-core finds nothing serious or critical in any view, light or dark.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const VIEWS = [
  { name: "lru.html", hash: "#overview" },
  { name: "lru.html", hash: "#case-0", ready: ".stage" },
  { name: "history.html", hash: "#history", ready: ".uplot" },
];

for (const { ready, ...view } of VIEWS) {
  for (const colorScheme of ["light", "dark"]) {
    test(`${view.name}${view.hash} is accessible in ${colorScheme}`, async () => {
      await visit(browser, { ...view, colorScheme, bypassCSP: true }, async (page) => {
        if (ready) await page.waitForSelector(ready);
        await page.addScriptTag({ path: axe });
        const { violations, passes } = await page.evaluate(() => window.axe.run());
        assert.ok(passes.length > 10);
        const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(grave.map(summary), []);
      });
    });
  }
}

function summary({ id, help, nodes }) {
  return { id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) };
}
