// Opens report pages in Chromium and watches them: a message on the console or a request is an error.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
/** Where `make_pages.mjs` puts what the tests open. */
export const PAGES = join(here, "../../target/browser");

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export async function launch() {
  // Root, as in a container, has no sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/**
 * Opens `name` of PAGES at `hash`, hands the page to `body`, and checks that nothing was said on the
 * console and nothing was asked of the network.
 */
export async function visit(browser, { name, hash = "", ...options }, body) {
  const path = join(PAGES, name);
  assert.ok(existsSync(path), `\`${path}\` is not there: run \`node make_pages.mjs\``);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  await watch(page);
  const address = pathToFileURL(path).href;
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    const isPage = url.split("#")[0] === address;
    if (!isPage && !url.startsWith("data:")) complaints.push(`request: ${url}`);
  });
  try {
    await page.goto(`${address}${hash}`);
    await body(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Text of the one element that fits. */
export async function text(page, selector) {
  return (await page.locator(selector).first().innerText()).trim();
}

/** The view that is shown; there is one only. */
export async function shownView(page) {
  const shown = await page.locator("main > section:not([hidden])").evaluateAll((views) =>
    views.map((view) => view.id),
  );
  assert.equal(shown.length, 1, `views that are shown: ${shown.join(", ")}`);
  return shown[0];
}

/**
 * What it costs until the screen shows the effect of an action, in milliseconds: `wall` by the clock,
 * `own` of the page's thread, which other jobs on the machine hardly change.
 */
export async function timed(page, action, argument) {
  const before = await threadTime(page);
  const wall = await page.evaluate(
    async ([action, argument]) => {
      const start = performance.now();
      await window.actions[action](argument);
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - start;
    },
    [action, argument],
  );
  return { wall, own: (await threadTime(page)) - before };
}

/** Connections to Chromium by page: times count from when one is made. */
const sessions = new WeakMap();

async function watch(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  sessions.set(page, session);
}

/** Milliseconds that the page's thread has worked since it opened. */
export async function threadTime(page) {
  const { metrics } = await sessions.get(page).send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "ThreadTime").value;
}

/** What `timed` can do, by name: the policy of the page allows no code from text. */
export async function prepareActions(page) {
  await page.evaluate(() => {
    window.actions = {
      click: (selector) => document.querySelector(selector).click(),
      choose: ([selector, value]) => {
        const control = document.querySelector(selector);
        control.value = value;
        control.dispatchEvent(new Event("change", { bubbles: true }));
        control.dispatchEvent(new Event("input", { bubbles: true }));
      },
      go: async ([hash, selector]) => {
        location.hash = hash;
        while (!document.querySelector(selector)) {
          await new Promise((done) => setTimeout(done, 1));
        }
      },
    };
  });
}
