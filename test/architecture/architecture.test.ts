import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { importsOf, violations } from "./rooms.js";

const ROOT = process.cwd();

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => relative(ROOT, join(ROOT, folder, file)).split(sep).join("/"));
}

const files = [...sources("src"), ...sources("media")];

describe("architecture", () => {
  it("every file imports only what its room may", () => {
    const found = files.flatMap((file) => violations(file, readFileSync(join(ROOT, file), "utf8")));
    assert.deepEqual(found, []);
  });

  it("only the syntax room knows tree-sitter", () => {
    const found = files.filter((file) => importsOf(readFileSync(join(ROOT, file), "utf8")).includes("web-tree-sitter"));
    assert.ok(found.length > 0);
    assert.deepEqual(found.filter((file) => !file.startsWith("src/engine/syntax/")), []);
  });

  it("no switch on an operation's name stands outside its card", () => {
    const found = files.filter((file) => file.startsWith("src/engine/") && /switch \((?:\w+\.)*card\.name\)/.test(readFileSync(join(ROOT, file), "utf8")));
    assert.deepEqual(found, []);
  });

  it("the engine names no clock, no randomness and no network of the host", () => {
    const found = files.filter((file) => file.startsWith("src/engine/") && /\b(Date\.now|new Date|Math\.random|performance\.now|fetch|setTimeout)\s*\(/.test(withoutComments(file)));
    assert.deepEqual(found, []);
  });

  for (const [what, file, text] of [
    ["the engine importing vscode", "src/engine/report/build.ts", 'import * as vscode from "vscode";'],
    ["the engine importing Node", "src/engine/python/run.ts", 'import { readFileSync } from "node:fs";'],
    ["the interpreter importing a framework", "src/engine/python/calls.ts", 'import { tensor } from "../frameworks/torch/tensor.js";'],
    ["a card importing the interpreter", "src/engine/ops/cards/loss/mse.ts", 'import type { Machine } from "../../../python/machine.js";'],
    ["tree-sitter outside syntax", "src/engine/analyze.ts", 'import { Parser } from "web-tree-sitter";'],
    ["the panel importing the engine's code", "media/panel.ts", 'import { reverse } from "../src/engine/autodiff/reverse.js";'],
    ["the extension importing a card", "src/extension/editor/hover.ts", 'import { CARDS } from "../../engine/ops/registry.js";'],
    ["Node in the extension outside its worker start", "src/extension/session/session.ts", 'import { join } from "node:path";'],
    ["a re-export", "src/engine/tensor/array.ts", 'export { reverse } from "../autodiff/reverse.js";'],
    ["an import at run time", "src/engine/tensor/array.ts", 'const x = await import("../autodiff/reverse.js");'],
  ] as const) {
    it(`a planted violation is caught: ${what}`, () => assert.equal(violations(file, text).length, 1));
  }

  it("what is allowed is not reported", () => {
    assert.deepEqual(violations("src/engine/explain/rule.ts", 'import { reverse } from "../autodiff/reverse.js";\nimport { a } from "./b.js";'), []);
  });
});

function withoutComments(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
}
