// Bundles `src/main.ts` and uPlot into the one script that the page carries, and copies uPlot's CSS.
// `node build.mjs FOLDER` writes there instead of into `../assets`.
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "../assets"));
mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  outfile: join(folder, "page.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
});
copyFileSync(join(here, "node_modules/uplot/dist/uPlot.min.css"), join(folder, "uplot.css"));
