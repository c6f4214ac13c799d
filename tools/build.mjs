// Builds everything that runs: `node tools/build.mjs [--strict] [--minify] [--no-tests] [--watch] [--out=FOLDER]`.
//   dist/extension.js worker.js cli.js cli-thread.js cli-engine.js   for Node, one file each, runtime packages inside
//   dist/cli-engine.cache                what V8 compiled of it, for the Node that builds
//   dist/panel.js panel.css layout-worker.js   for the webview
//   dist/*.wasm                          tree-sitter and the Python grammar; the array kernels
//   dist/test/                           unit, panel and person tests for mocha; the suites of the extension host
// --strict: an entry that does not exist is an error, not a note. --out: another folder than dist.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { buildKernels, KERNELS } from "./kernels.mjs";
import { root, dist as usualDist } from "./paths.mjs";
import { run } from "./run.mjs";

const flags = new Set(process.argv.slice(2));
const out = [...flags].find((flag) => flag.startsWith("--out="))?.slice("--out=".length);
const dist = out === undefined ? usualDist : resolve(out);
const minify = flags.has("--minify");

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  minify,
  sourcemap: !minify,
  // Source maps with the sources inside would carry the whole project twice.
  sourcesContent: false,
  // Formulas are full of ∂ and −; as escapes they would double the size of the message tables.
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** @type {esbuild.BuildOptions} */
const forNode = {
  ...common,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  define: { "import.meta.url": "importMetaUrl" },
  inject: [join(root, "tools", "import-meta-url.mjs")],
  // Its ES module makes a \`require\` of its own at the start, in a way that no bundle can follow.
  alias: { "web-tree-sitter": join(root, "node_modules", "web-tree-sitter", "web-tree-sitter.cjs") },
};

/** @typedef {Omit<esbuild.BuildOptions, "entryPoints"> & { entryPoints: Record<string, string> }} Build one with named entries */

/** @type {Build[]} */
const products = [
  { ...forNode, entryPoints: { extension: "src/extension/extension.ts" } },
  { ...forNode, entryPoints: { worker: "src/extension/worker/node-worker.ts" } },
  { ...forNode, entryPoints: { cli: "src/cli/main.ts" }, banner: { js: "#!/usr/bin/env node" } },
  { ...forNode, entryPoints: { "cli-engine": "src/cli/thread.ts" } },
  { ...forNode, entryPoints: { "cli-thread": "src/cli/compiled.ts" } },
  {
    ...common,
    entryPoints: { "layout-worker": "media/layout/worker.ts" },
    platform: "browser",
    target: "chrome120",
    format: "iife",
    // Where there is no document, elkjs takes the worker it finds itself in for its own.
    define: { document: "globalThis" },
  },
  {
    ...common,
    entryPoints: { panel: "media/panel.ts" },
    platform: "browser",
    target: "chrome120", // older than the Chromium of the oldest VS Code that the manifest admits
    format: "iife",
    loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty" },
    assetNames: "fonts/[name]",
  },
];

const wasm = ["web-tree-sitter/web-tree-sitter.wasm", "tree-sitter-python/tree-sitter-python.wasm"];

/**
 * The bundle of a test lies elsewhere than its source. Here `import.meta` speaks of the source, so that tests find
 * their tables and the tools their root in the same way, bundled or not.
 * @type {esbuild.Plugin}
 */
const sourcePlaces = {
  name: "source-places",
  setup(build) {
    const filter = /[\\/](test|tools)[\\/].*\.(ts|mjs)$/;
    build.onLoad({ filter }, ({ path }) => {
      if (path.includes("node_modules")) return null;
      const text = readFileSync(path, "utf8")
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)));
      return { contents: text, loader: path.endsWith(".ts") ? "ts" : "js", resolveDir: dirname(path) };
    });
  },
};

/** Files under test/ with this ending, as paths from the root. @param {string} ending */
function testFiles(ending) {
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .map((path) => join("test", path))
    .sort();
}

/** Tests that mocha loads in Node. What they share is built once. @param {string} kind @param {string} ending */
function mochaTests(kind, ending) {
  const files = testFiles(ending);
  /** @type {Build} */
  const options = {
    ...common,
    minify: false,
    sourcemap: true,
    platform: "node",
    target: "node20",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    packages: "external",
    entryPoints: Object.fromEntries(files.map((file) => [relative("test", file).replace(/\.ts$/, ""), file])),
    outdir: join(dist, "test", kind),
    plugins: [sourcePlaces],
  };
  return files.length > 0 ? [options] : [];
}

/** The suites that run inside the extension host; mocha is in the bundle, for a host without node_modules. */
function editorTests() {
  const entries = ["index", "restricted"].filter((name) =>
    existsSync(join(root, "test", "editor", `${name}.ts`)),
  );
  checkEveryEditorSuiteIsListed(entries);
  /** @type {Build} */
  const options = {
    ...forNode,
    minify: false,
    sourcemap: "inline", // the host does not read maps beside a test, and a stack is of no use without
    entryPoints: Object.fromEntries(entries.map((name) => [name, `test/editor/${name}.ts`])),
    outdir: join(dist, "test", "editor"),
    plugins: [sourcePlaces],
  };
  return entries.length > 0 ? [options] : [];
}

/** A suite that no entry imports would never run and never be missed. @param {string[]} entries */
function checkEveryEditorSuiteIsListed(entries) {
  const lists = entries
    .map((name) => readFileSync(join(root, "test", "editor", `${name}.ts`), "utf8"))
    .join();
  const forgotten = testFiles(".editor.ts").filter((file) => !lists.includes(basename(file, ".ts")));
  if (forgotten.length > 0) throw new Error(`not listed in test/editor/index.ts: ${forgotten.join(", ")}`);
}

/** @param {Build} build */
const isMissing = ({ entryPoints }) =>
  Object.values(entryPoints).some((entry) => !existsSync(join(root, entry)));

/** The test of a source that is gone must not go on running. @param {string[]} outputs relative ones from the root */
function removeAllBut(outputs) {
  const keep = new Set(outputs.map((path) => resolve(root, path)));
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !keep.has(path)) rmSync(path);
  }
}

async function main() {
  const missing = products.filter(isMissing);
  for (const { entryPoints } of missing) console.log(`build: no ${Object.values(entryPoints).join()} yet`);
  if (missing.length > 0 && flags.has("--strict")) throw new Error("build: an entry is missing");

  mkdirSync(dist, { recursive: true });
  // V8 knows a text by its length alone: what is kept must never be of an older one.
  rmSync(join(dist, "cli-engine.cache"), { force: true });
  await buildKernels(dist);
  for (const file of wasm) copyFileSync(join(root, "node_modules", file), join(dist, basename(file)));

  const wanted = [
    ...products.filter((options) => !missing.includes(options)),
    ...(flags.has("--no-tests")
      ? []
      : [
          ...mochaTests("unit", ".test.ts"),
          ...mochaTests("panel", ".panel.ts"),
          ...mochaTests("person", ".person.ts"),
          ...editorTests(),
        ]),
  ];
  if (flags.has("--watch")) {
    for (const options of wanted) await (await esbuild.context({ ...options, logLevel: "info" })).watch();
    return;
  }
  // All of them are tried, so that one run shows every error.
  const done = await Promise.allSettled(
    wanted.map((options) => esbuild.build({ ...options, metafile: true })),
  );
  const outputs = done.flatMap((result) =>
    result.status === "fulfilled" ? Object.keys(result.value.metafile?.outputs ?? {}) : [],
  );
  if (done.some((result) => result.status === "rejected")) throw new Error("build: failed");
  if (!flags.has("--no-tests")) removeAllBut([...outputs, ...[...wasm, ...KERNELS].map((file) => join(dist, basename(file)))]);
  if (existsSync(join(dist, "cli.js"))) chmodSync(join(dist, "cli.js"), 0o755);
  // What is packaged runs on another Node, which would refuse it.
  if (!minify) run(process.execPath, [join(dist, "cli-thread.js")]);
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
