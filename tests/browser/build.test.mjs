// The script in the page is what its source builds to.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const report = join(dirname(fileURLToPath(import.meta.url)), "../../harness/report");

test("the committed assets equal a fresh build", () => {
  const folder = mkdtempSync(join(tmpdir(), "paceline-assets-"));
  try {
    execFileSync(process.execPath, ["build.mjs", folder], { cwd: join(report, "script") });
    for (const name of ["page.js", "uplot.css"]) {
      const [fresh, committed] = [folder, join(report, "assets")].map((place) =>
        readFileSync(join(place, name), "utf8"),
      );
      assert.ok(fresh === committed, `run \`npm run build\` in harness/report/script: ${name} differs`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
