// All browser tests one after the other: times are taken, and one Chromium fills a small machine.
// `make_pages.mjs` makes the pages first; `node tables.test.mjs` runs one file.
import "./build.test.mjs";
import "./views.test.mjs";
import "./tables.test.mjs";
import "./profile.test.mjs";
import "./memory.test.mjs";
import "./history.test.mjs";
import "./keyboard.test.mjs";
import "./print.test.mjs";
import "./hostile.test.mjs";
import "./accessibility.test.mjs";
import "./speed.test.mjs";
