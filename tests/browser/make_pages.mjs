// Makes the pages that the tests open, with the built binary: the LRU suite's real report, and from its
// documents some that are large, hostile, or have a past. `node make_pages.mjs [BINARY]`.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGES } from "./browser.mjs";
import { hostileDocument, hostileTree } from "./documents/hostile.mjs";
import { manyCases } from "./documents/many.mjs";
import { disturbed, memoryTrees } from "./documents/memory.mjs";
import { pastOf } from "./documents/past.mjs";
import { manyStacks, threeFunctions } from "./documents/stacks.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));
const binary = resolve(top, process.argv[2] ?? "target/debug/paceline");
const at = (name) => join(PAGES, name);
const read = (name) => JSON.parse(readFileSync(at(name), "utf8"));
const write = (name, document) => writeFileSync(at(name), `${JSON.stringify(document)}\n`);

function paceline(...words) {
  // Regressions are what the page is for: 1 is no failure here.
  try {
    execFileSync(binary, words, { cwd: top, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if (error.status !== 1) throw new Error(`paceline ${words.join(" ")}: ${error.stderr}`);
  }
}

/** Of the suite's cases those that differ most in what a page shows: each takes some 10 seconds. */
const CASES = ["put-get-loop", "hit-loop", "memory-loop"].flatMap((name) => ["--case", name]);
/** All but the machine instructions, which take as long as the others together. */
const PROFILERS = "calls,bytecodes,lines,stacks,tracemalloc,memory";

/** Measures the slower cache against the faster one, so that there is something to blame. */
function measure() {
  rmSync(at("profiles"), { recursive: true, force: true });
  const sides = ["--base", "implementation=idiomatic", "--head", "implementation=naive"];
  const what = [...sides, ...CASES, "--budget", "100ms", "--profilers", PROFILERS];
  const files = ["--output", at("lru.json"), "--records", at("records"), "--profiles", at("profiles")];
  paceline("check", "bench-suites/lru-cache", ...what, ...files);
}

/** The first case's call trees replaced by those of `change`, as a folder for `--profiles`. */
function profilesWith(name, change) {
  const comparison = read("lru.json");
  for (const folder of readdirSync(at("profiles"))) {
    const calls = read(join("profiles", folder, "calls.json"));
    const first = comparison.cases[0].id;
    if (JSON.stringify(calls.case) !== JSON.stringify(first)) continue;
    mkdirSync(at(join(name, folder)), { recursive: true });
    write(join(name, folder, "calls.json"), { ...calls, trees: change(calls.trees) });
  }
  return at(name);
}

function report(document, page, ...more) {
  paceline("report", at(document), "--html", at(page), ...more);
}

mkdirSync(PAGES, { recursive: true });
const [records, profiles] = [["--records", at("records")], ["--profiles", at("profiles")]];
// To look at a change of the script or of the style there is no need to measure again.
if (process.env.KEEP === undefined || !existsSync(at("lru.json"))) measure();
const comparison = read("lru.json");
report("lru.json", "lru.html", ...records, ...profiles);

write("past.json", pastOf(comparison, 120));
report("lru.json", "history.html", ...records, ...profiles, "--history", at("past.json"));

const many = manyCases(comparison, 10_000);
write("many.json", many);
write("many-past.json", pastOf(many, 30));
report("many.json", "many.html", "--history", at("many-past.json"));

const stacks = profilesWith("stacks", () => [manyStacks(100_000)]);
report("lru.json", "stacks.html", ...records, "--profiles", stacks);

const sides = profilesWith("sides", () => [threeFunctions()]);
report("lru.json", "sides.html", ...records, "--profiles", sides);

const memory = profilesWith("memory", () => memoryTrees());
mkdirSync(at("disturbed"), { recursive: true });
for (const [name, count] of [["base.json", 1], ["head.json", 2]]) {
  write(join("disturbed", name), disturbed(read(join("records", name)), count));
}
report("lru.json", "memory.html", "--records", at("disturbed"), "--profiles", memory);

// Two suites, as on a dashboard.
write("past-other.json", { ...pastOf(comparison, 60), suite: "other-suite" });
const pasts = ["past.json", "past-other.json"].flatMap((name) => ["--history", at(name)]);
report("lru.json", "suites.html", ...pasts);

write("hostile.json", hostileDocument(comparison));
write("hostile-past.json", hostileDocument(pastOf(comparison, 40)));
const hostile = profilesWith("hostile", (trees) => trees.map(hostileTree));
report("hostile.json", "hostile.html", "--profiles", hostile, "--history", at("hostile-past.json"));
