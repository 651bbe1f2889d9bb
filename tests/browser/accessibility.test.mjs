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

/** What scrolls where there is little room has to be within reach of keys. */
const SCROLLING = { runOnly: { type: "rule", values: ["scrollable-region-focusable"] } };

const SCREENS = [
  { colorScheme: "light", width: 1400, options: {}, least: 10 },
  { colorScheme: "dark", width: 1400, options: COLOURS, least: 1 },
  { colorScheme: "light", width: 360, options: SCROLLING, least: 0 },
];

for (const { ready, ...view } of VIEWS) {
  test(`${view.name}${view.hash} is accessible in light and dark, wide and narrow`, async () => {
    await visit(browser, { ...view, bypassCSP: true }, async (page) => {
      if (ready) await page.waitForSelector(ready);
      await page.addScriptTag({ path: axe });
      for (const { colorScheme, width, options, least } of SCREENS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const { violations, passes } = await page.evaluate(
          (options) => window.axe.run(options),
          options,
        );
        assert.ok(passes.length >= least, `${passes.length} rules found something to look at`);
        const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(grave.map(summary), [], `${colorScheme}, ${width} pixels`);
      }
    });
  });
}

function summary({ id, help, nodes }) {
  return { id, help, nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) };
}
