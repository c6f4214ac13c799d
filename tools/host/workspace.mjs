// A folder for one run: a copy of the samples, so that no test writes into the repository.
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../paths.mjs";

/** @param {Record<string, string>} [files] more files: name and text @returns {{ folder: string, remove: () => void }} */
export function sampleWorkspace(files = {}) {
  // Some systems reach their temporary folder by a link, and VS Code shows where it leads.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gradient-lens-samples-")));
  const samples = join(root, "samples");
  if (existsSync(samples)) cpSync(samples, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
