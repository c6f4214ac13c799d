import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Program } from "../../src/engine/syntax/program.js";
import { parser, programOf } from "./python.js";

const programs: readonly string[] = (
  JSON.parse(readFileSync(join("test", "syntax", "programs.json"), "utf8")) as readonly (readonly [
    string,
    string,
  ])[]
).map(([text]) => text);
const signs = [
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "'",
  '"',
  '"""',
  "f'",
  'f"{',
  ":",
  "\n",
  "\n    ",
  "\n\t",
  " ",
  "=",
  "if ",
  "else:",
  "for x in y:",
  "def f(",
  "class A:",
  "return ",
  "lambda ",
  "\\",
  "\\\n",
  "#",
  "@",
  "*",
  "**",
  ",",
  ";",
  "\0",
  "\ud83d",
  "😀",
  "\r",
  "\f",
  "\ufeff",
  "match x:",
  "case _:",
  "async ",
  "await ",
  "print x",
  "0x",
  "1e",
  "not in",
  "import ",
  "\u00a0",
  "`",
  "$",
  "except:",
  "try:",
  "yield ",
  "with a as b:",
  "->",
  ":=",
  "0777",
  "!r:>",
  "}}",
  "{{",
];

const anyText = fc.string({ unit: "binary", maxLength: 200 });
const scraps = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.string({ maxLength: 6 })), { maxLength: 40 })
  .map((parts) => parts.join(""));
/** A few of the table's programs, some of them in a function. */
const program = fc
  .array(fc.record({ text: fc.constantFrom(...programs), nested: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) =>
    parts
      .map(({ text, nested }) =>
        nested && !text.includes("'''") ? `def f():\n${text.replace(/^/gm, "    ")}` : text,
      )
      .join("\n"),
  );
const prefix = fc
  .tuple(program, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([text, share]) => text.slice(0, text.length * share));
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(12),
  added: fc.oneof(fc.constantFrom("", "x", " ", "\n", ...signs), fc.string({ maxLength: 4 })),
});
const edited = (
  text: string,
  { at, removed, added }: { readonly at: number; readonly removed: number; readonly added: string },
): string => {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + added + text.slice(start + removed);
};
const mutated = fc
  .tuple(program, fc.array(edit, { maxLength: 3 }))
  .map(([text, edits]) => edits.reduce(edited, text));

/** What holds of the program of any text. */
function check(text: string, { body, errors, expressionCount }: Program): void {
  const ids = new Set<number>();
  let expressions = 0;
  let broken = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("id" in value) {
      expressions++;
      ids.add(value.id as number);
    }
    if ("kind" in value && value.kind === "Broken") broken++;
    if ("start" in value && "end" in value)
      assert.ok(
        0 <= Number(value.start) &&
          Number(value.start) <= Number(value.end) &&
          Number(value.end) <= text.length,
      );
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(body);
  visit(errors);
  assert.deepEqual(
    [ids.size, expressionCount, ids.size === 0 || Math.max(...ids) === ids.size - 1],
    [expressions, expressions, true],
  );
  assert.ok(broken <= errors.length);
  if (!text.includes("\0")) assert.equal(broken > 0, errors.length > 0);
}

describe("any text", () => {
  for (const [name, texts] of Object.entries({
    "random text": anyText,
    "scraps of Python": scraps,
    "a program's beginning": prefix,
    "a program with mistakes": mutated,
  })) {
    it(`is read without failure: ${name}`, () => {
      fc.assert(
        fc.property(texts, (text) => check(text, programOf(text))),
        { seed: 1, numRuns: 300 },
      );
    });
  }

  it("gives the same program read whole and read from the text before", () => {
    fc.assert(
      fc.property(program, fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        let before = parser.parse(text);
        for (const change of edits) {
          text = edited(text, change);
          const after = parser.parse(text, before);
          before.dispose();
          before = after;
          assert.deepEqual(after.program, programOf(text));
        }
        before.dispose();
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("with one broken line keeps the statements around it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          "x = (",
          "y = = 2",
          "z.",
          "f(a b)",
          "w = 'a",
          "v = [1, {",
          "1 = u",
          "import",
          "if :",
          "x = a +",
        ),
        fc.nat(8),
        (line, at) => {
          const lines = Array.from({ length: 8 }, (_, i) => `    a${i} = f(${i}, [${i}])`);
          lines.splice(at, 0, `    ${line}`);
          const [definition, last] = programOf(`def g():\n${lines.join("\n")}\nend = 1\n`).body;
          assert.ok(definition.kind === "FunctionDef" && last.kind === "Assign");
          assert.deepEqual(
            definition.body.map(({ kind }) => kind),
            lines.map((_, i) => (i === at ? "Broken" : "Assign")),
          );
        },
      ),
    );
  });
});

describe("an extreme text", () => {
  const long = (piece: string, length = 1_000_000): string => piece.repeat(Math.ceil(length / piece.length));
  const texts: Readonly<Record<string, string>> = {
    "5000 parentheses": `x = ${"(".repeat(5000)}1${")".repeat(5000)}`,
    "a million open brackets": long("("),
    "a hundred thousand minus signs": `x = ${"-".repeat(100_000)}1`,
    "a sum of a hundred thousand terms": `x = ${long("1 + ", 400_000)}1`,
    "a hundred thousand attributes": `x${long(".a", 200_000)}`,
    "nested lambdas": long("lambda: ", 100_000),
    "a long chain of elif": `if x: 1\n${long("elif x: 1\n", 100_000)}`,
    "150 nested blocks": Array.from({ length: 150 }, (_, i) => `${" ".repeat(i)}if x:`).join("\n"),
    "nested f-strings": `${'f"{'.repeat(300)}x${'}"'.repeat(300)}`,
    "an unclosed bracket on each line": long("x = f(\n", 200_000),
    "a mistake on each line": long("x = \n", 200_000),
    "a million null characters": long("\0"),
    "a million lone surrogates": long("\ud800"),
    "a million line ends": long("\n"),
    "a megabyte of Python": long("for i in range(10):\n    x = f(i, [1, 2]) + 'a'\n"),
    "a megabyte of prose": long("The quick brown fox jumps over the lazy dog, and that is that.\n"),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`is read in bounded time: ${name}`, () => {
      assert.ok(programOf(text).errors.length >= (/Python|line ends/.test(name) ? 0 : 1));
    }).timeout(60_000);
  }

  it("is sound around what is too deep", () => {
    const { body, errors } = programOf(
      `a = 1\nx = ${"(".repeat(5000)}1${")".repeat(5000)}\nb = 2\ny = ${"-".repeat(5000)}1\nc = 3\n`,
    );
    assert.deepEqual(
      body.map(({ kind }) => kind),
      ["Assign", "Broken", "Assign", "Broken", "Assign"],
    );
    assert.deepEqual(
      errors.map(({ message }) => message),
      ["too many nested parentheses", "too deeply nested"],
    );
  });
});
