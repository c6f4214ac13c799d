// `npm run package`: builds without tests, minified, packs the .vsix, and says what is in it and how large it is. Fails
// where it is too large.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { manifest, root } from "./paths.mjs";
import { run } from "./run.mjs";

/** Bytes: whoever tries the extension waits for them. */
const LARGEST = 3e6;

/** What may go in besides dist/; .vscodeignore has the last word. */
const staged = ["package.json", ".vscodeignore", "LICENSE", "README.md", "CHANGELOG.md", "media", "l10n"];

/**
 * Packed in a folder of its own, so that dist/ keeps the build that tests and debuggers use.
 * @param {{ folder?: string, strict?: boolean, quiet?: boolean }} [options] folder: where the .vsix goes
 * @returns {string} path of the .vsix; throws where it is larger than LARGEST
 */
export function packageExtension({ folder = root, strict = true, quiet = false } = {}) {
  const { name, version } = manifest();
  const vsix = join(folder, `${name}-${version}.vsix`);
  const stage = mkdtempSync(join(tmpdir(), "gradient-lens-package-"));
  const translations = readdirSync(root).filter((file) => /^package\.nls.*\.json$/.test(file));
  try {
    for (const path of [...staged, ...translations].filter((path) => existsSync(join(root, path)))) {
      cpSync(join(root, path), join(stage, path), { recursive: true });
    }
    const build = ["--minify", "--no-tests", `--out=${join(stage, "dist")}`, ...(strict ? ["--strict"] : [])];
    run(process.execPath, [join(root, "tools", "build.mjs"), ...build], { quiet });
    const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
    // Everything is in the bundles, hence no dependencies.
    const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix];
    run(process.execPath, [vsce, "ls", "--no-dependencies", "--tree"], { cwd: stage, quiet });
    run(process.execPath, [vsce, "package", ...options], { cwd: stage, quiet: true });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  const { size } = statSync(vsix);
  if (size > LARGEST) throw new Error(`${vsix}: ${size.toLocaleString("en")} bytes; at most ${LARGEST.toLocaleString("en")} are allowed`);
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const vsix = packageExtension({ strict: !process.argv.includes("--incomplete") });
  console.log(`${relative(root, vsix)}: ${(statSync(vsix).size / 1024).toFixed(0)} KiB`);
}
