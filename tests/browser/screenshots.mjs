// Takes pictures of each view, light and dark, narrow and wide: `npm run screenshots`, then look at
// target/browser/screenshots.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, PAGES, visit } from "./browser.mjs";

const FOLDER = join(PAGES, "screenshots");
const WIDTHS = [360, 800, 1400, 2560];

/** Views by the name of their picture; `act` brings the page into the state that is pictured. */
const VIEWS = {
  overview: { name: "lru.html", hash: "#overview" },
  case: { name: "lru.html", hash: "#case-0", ready: ".stage" },
  icicle: profile("icicle", "difference"),
  flame: profile("flame", "head"),
  sunburst: profile("sunburst", "base"),
  function: {
    ...profile("icicle", "difference"),
    act: async (page) => page.locator("#case-0 table.functions tbody tr th").first().click(),
  },
  lines: part("lines"),
  memory: part("memory"),
  allocations: { name: "memory.html", hash: "#case-0-memory", ready: ".stage" },
  values: { name: "memory.html", hash: "#case-0-values", ready: ".stage" },
  history: { name: "history.html", hash: "#history", ready: ".uplot" },
  suites: { name: "suites.html", hash: "#history", ready: ".uplot" },
};

function profile(style, side) {
  const act = async (page) => {
    for (const value of [style, side]) {
      await page.locator(`#case-0 .viewer button[data-value=${value}]`).click();
    }
    await page.locator("#case-0-profile").scrollIntoViewIfNeeded();
  };
  return { name: "lru.html", hash: "#case-0-profile", ready: ".stage", act };
}

function part(name) {
  return { name: "lru.html", hash: `#case-0-${name}`, ready: ".stage" };
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
const browser = await launch();
for (const [picture, { ready, act, ...view }] of Object.entries(VIEWS)) {
  if (wanted.length > 0 && !wanted.includes(picture)) continue;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of WIDTHS) {
      const options = { ...view, colorScheme, viewport: { width, height: 1000 } };
      await visit(browser, options, async (page) => {
        if (ready) await page.waitForSelector(ready);
        await act?.(page);
        await page.screenshot({ path: join(FOLDER, `${picture}-${colorScheme}-${width}.png`) });
      });
    }
  }
}
await browser.close();
