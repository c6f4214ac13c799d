// Where things are. Built-ins only: setup runs before any package is there.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const dist = join(root, "dist");
/** What is fetched once and ignored by git. */
export const cache = join(root, ".vscode-test");
export const testResults = join(root, "test-results");

/** @returns {{ name: string, publisher: string, version: string, activationEvents?: string[],
 *   contributes?: { commands?: { command: string, category?: string }[] } }} */
export function manifest() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

/** The first of these files that exists. @param {(string | undefined)[]} paths */
export function firstExisting(paths) {
  return paths.find((path) => path !== undefined && existsSync(path));
}
