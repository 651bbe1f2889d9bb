// A profile is walked through by pointer and by keys; drawing, call stack, search and table stay in step.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, text, visit } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const PROFILE = { name: "lru.html", hash: "#case-0" };
const VIEWER = "#case-0 .viewer";
const STAGE = `${VIEWER} .stage`;

/** Opens the profile of the first case. */
async function profile(body, options = PROFILE) {
  await visit(browser, options, async (page) => {
    await page.waitForSelector(STAGE);
    await body(page);
  });
}

async function drawing(page) {
  return page.locator(`${STAGE} .drawing`).evaluate((canvas) => canvas.toDataURL());
}

async function crumbs(page) {
  return page.locator(`${VIEWER} .crumbs button`).allInnerTexts();
}

async function press(page, label) {
  await page.locator(`${VIEWER} .toolbar button`, { hasText: label }).click();
}

async function selected(page) {
  return text(page, `${VIEWER} .details strong`);
}

test("sides and styles each draw another picture and say which one is shown", async () => {
  await profile(async (page) => {
    const pictures = new Set();
    for (const style of ["Icicle", "Flame graph", "Sunburst"]) {
      for (const side of ["Base", "Head", "Difference"]) {
        await press(page, style);
        await press(page, side);
        const pressed = page.locator(`${VIEWER} .toolbar [aria-pressed=true]`);
        assert.deepEqual(await pressed.allInnerTexts(), [side, style]);
        pictures.add(await drawing(page));
      }
    }
    assert.equal(pictures.size, 9);
  });
});

test("depth and cutoff leave frames out", async () => {
  const large = { name: "stacks.html", hash: "#case-0" };
  await profile(async (page) => {
    const height = () => page.locator(`${STAGE} .drawing`).evaluate((canvas) => canvas.height);
    const depth = page.locator(VIEWER).getByLabel("Depth");
    const heights = [];
    for (const levels of ["3", "5", "all"]) {
      await depth.selectOption(levels);
      heights.push(await height());
    }
    assert.deepEqual(heights, [...new Set(heights)].sort((left, right) => left - right));
    const cutoff = page.locator(VIEWER).getByLabel("Cutoff");
    const pictures = new Set();
    for (const least of ["1/1000", "1/100", "none"]) {
      await cutoff.selectOption(least);
      pictures.add(await drawing(page));
    }
    assert.equal(pictures.size, 3);
  }, large);
});

test("another metric is another tree", async () => {
  await profile(async (page) => {
    const metric = page.locator(VIEWER).getByLabel("Metric");
    const before = await text(page, `${VIEWER} .details tbody`);
    assert.ok((await metric.locator("option").count()) >= 2);
    await metric.selectOption({ index: 1 });
    const after = await text(page, `${VIEWER} .details tbody`);
    assert.notEqual(after, before);
    // The workload takes milliseconds.
    assert.match(after, /\d (ms|µs) \(/);
  });
});

test("the pointer shows a frame's cost, a click makes it the root, the call stack leads back", async () => {
  await profile(async (page) => {
    const stage = page.locator(`${STAGE} .overlay`);
    const whole = await drawing(page);
    await stage.hover({ position: { x: 300, y: 30 } });
    const name = await selected(page);
    assert.notEqual(name, (await crumbs(page))[0]);
    assert.match(await text(page, `${VIEWER} .details tbody`), /%/);
    await stage.click({ position: { x: 300, y: 30 } });
    assert.deepEqual((await crumbs(page)).at(-1), name);
    assert.notEqual(await drawing(page), whole);
    await page.locator(`${VIEWER} .crumbs button`).first().click();
    assert.equal((await crumbs(page)).length, 1);
    await press(page, "Back");
    assert.deepEqual((await crumbs(page)).at(-1), name);
    await press(page, "Reset zoom");
    assert.equal((await crumbs(page)).length, 1);
  });
});

test("the keyboard alone walks, zooms, goes back and searches, and says where it is", async () => {
  await profile(async (page) => {
    const [root] = await crumbs(page);
    await page.locator(STAGE).focus();
    await page.keyboard.press("ArrowDown");
    const child = await selected(page);
    assert.notEqual(child, root);
    assert.match(await page.locator(`${VIEWER} > p.sr`).innerText(), new RegExp(escaped(child)));
    await page.keyboard.press("ArrowDown");
    const grandchild = await selected(page);
    await page.keyboard.press("ArrowUp");
    assert.equal(await selected(page), child);
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page), grandchild);
    await page.keyboard.press("Enter");
    assert.deepEqual((await crumbs(page)).slice(-2), [child, grandchild]);
    await page.keyboard.press("Escape");
    assert.deepEqual(await crumbs(page), [root]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    assert.deepEqual(await crumbs(page), [root]);
    await page.keyboard.press("/");
    await page.keyboard.type("cache");
    assert.match(await text(page, `${VIEWER} .search output`), /\d+ functions?: base .*%, head .*%/);
    await page.keyboard.press("Escape");
    assert.equal(await text(page, `${VIEWER} .search output`), "");
    assert.ok(await page.locator(STAGE).evaluate((stage) => stage === document.activeElement));
  });
});

test("in a flame graph the arrows follow the drawing: up is deeper", async () => {
  await profile(async (page) => {
    await press(page, "Flame graph");
    const root = await selected(page);
    await page.locator(STAGE).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await selected(page), root);
    await page.keyboard.press("ArrowUp");
    assert.notEqual(await selected(page), root);
  });
});

test("a search marks what it finds and tells its share", async () => {
  await profile(async (page) => {
    const plain = await drawing(page);
    await page.locator(`${VIEWER} .search input`).fill("lru_cache");
    assert.notEqual(await drawing(page), plain);
    await page.locator(`${VIEWER} .search input`).fill("nowhere to be found");
    assert.equal(await text(page, `${VIEWER} .search output`), "no function matches");
  });
});

test("a row of the functions makes its function the root, and a frame marks its row", async () => {
  await profile(async (page) => {
    const rows = page.locator("#case-0 table.functions tbody tr");
    const row = rows.filter({ hasText: "lru_cache/" }).first();
    const name = (await row.locator(".name").innerText()).trim();
    await row.locator("th").click();
    assert.deepEqual((await crumbs(page)).slice(0, 2), ["whole tree", name]);
    assert.match(await text(page, `${VIEWER} .crumbs`), /merged from \d/);
    assert.equal(await row.getAttribute("aria-current"), "true");
    await page.locator(`${VIEWER} .crumbs button`, { hasText: "whole tree" }).click();
    assert.equal(await rows.and(page.locator("[aria-current]")).count(), 0);
    await page.locator("#case-0 table.functions tbody tr[tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    const second = await page.evaluate(() => document.activeElement.querySelector(".name").innerText);
    await page.keyboard.press("Enter");
    const [, root] = await crumbs(page);
    const note = await page.locator(`${VIEWER} > .note`).innerText();
    // A function of the interpreter has counts and no calls; then the page says so.
    assert.ok(root === second.trim() || /No call tree/.test(note), `${root} for ${second}`);
  });
});

test("what one side lacks can be seen and reached on that side", async () => {
  await profile(async (page) => {
    await press(page, "Base");
    await page.locator(STAGE).focus();
    const found = await walk(page, "new in head");
    assert.ok(found, "no frame that is new in head was reached on base");
    await press(page, "Head");
    await page.locator(STAGE).focus();
    assert.ok(await walk(page, "gone in head"), "no frame that is gone was reached on head");
  }, { name: "sides.html", hash: "#case-0" });
});

/** Walks along the second and third level until the details say `note`. */
async function walk(page, note) {
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  for (let step = 0; step < 20; step++) await page.keyboard.press("ArrowLeft");
  for (let step = 0; step < 20; step++) {
    if ((await text(page, `${VIEWER} .details`)).includes(note)) return true;
    await page.keyboard.press("ArrowRight");
  }
  return false;
}

test("the drawing follows the width of the window and the density of the screen", async () => {
  const options = { ...PROFILE, deviceScaleFactor: 2 };
  await profile(async (page) => {
    const canvas = page.locator(`${STAGE} .drawing`);
    const [wide, across] = await canvas.evaluate((it) => [it.clientWidth, it.width]);
    assert.equal(across, 2 * wide);
    await page.setViewportSize({ width: 600, height: 900 });
    await page.waitForFunction(
      ([selector, wide]) => document.querySelector(selector).clientWidth < wide,
      [`${STAGE} .drawing`, wide],
    );
  }, options);
});

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
