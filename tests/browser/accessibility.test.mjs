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
  { name: "memory.html", hash: "#case-0-memory", ready: ".stage" },
  { name: "suites.html", hash: "#history", ready: ".uplot" },
];

/** Rules that see anything else in the dark than in light: the others would take as long again. */
const COLOURS = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

for (const { ready, ...view } of VIEWS) {
  test(`${view.name}${view.hash} is accessible in light and dark`, async () => {
    await visit(browser, { ...view, bypassCSP: true }, async (page) => {
      if (ready) await page.waitForSelector(ready);
      await page.addScriptTag({ path: axe });
      for (const [colorScheme, options, least] of [["light", {}, 10], ["dark", COLOURS, 1]]) {
        await page.emulateMedia({ colorScheme });
        const { violations, passes } = await page.evaluate(
          (options) => window.axe.run(options),
          options,
        );
        assert.ok(passes.length >= least, `${passes.length} rules found something to look at`);
        const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(grave.map(summary), [], colorScheme);
      }
    });
  });
}

function summary({ id, help, nodes }) {
  return { id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) };
}
