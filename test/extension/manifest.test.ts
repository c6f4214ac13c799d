import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../src/extension/commands/names.js";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const json = (path: string): Record<string, unknown> => JSON.parse(read(path));
const sources = readdirSync(join(root, "src", "extension"), { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts"),
);

describe("manifest", () => {
  const manifest = read("package.json");

  it("contributes each command that exists, and no other", () => {
    const contributed = [...manifest.matchAll(/"command": "(gradientLens\.\w+)",\s*"title"/g)].map(
      ([, name]) => name,
    );
    assert.deepEqual(contributed.sort(), Object.values(COMMANDS).sort());
  });

  it("the README names each command", () => {
    const texts = json("package.nls.json");
    const readme = read("README.md");
    const missing = [...manifest.matchAll(/"command": "gradientLens\.\w+",\s*"title": "%([\w.]+)%"/g)]
      .map(([, key = ""]) => String(texts[key]))
      .filter((title) => !readme.includes(title));
    assert.deepEqual(missing, []);
  });

  it("has each of its texts in each language, and no more", () => {
    const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    for (const file of ["package.nls.json", "package.nls.zh-cn.json"])
      assert.deepEqual(new Set(Object.keys(json(file))), used, file);
  });
});

describe("translations", () => {
  it("every sentence of the extension is translated, with the same names in braces", () => {
    const bundle = json(join("l10n", "bundle.l10n.zh-cn.json"));
    const used = new Set(
      sources.flatMap((path) =>
        [...read(join("src", "extension", path)).matchAll(/\b(?:t|l10n\.t)\(\s*"((?:[^"\\]|\\.)*)"/g)].map(
          ([, text = ""]) => text,
        ),
      ),
    );
    assert.ok(used.size > 20);
    const names = (text: unknown): string[] =>
      [...String(text).matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();
    for (const text of used) {
      assert.ok(text in bundle, `not translated: ${text}`);
      assert.deepEqual(names(bundle[text]), names(text), text);
    }
    for (const text of Object.keys(bundle)) assert.ok(used.has(text), `no longer used: ${text}`);
  });
});
