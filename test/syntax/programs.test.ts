import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outlineOf } from "./outline.js";
import { programOf } from "./python.js";

const table = <Row>(name: string): readonly Row[] =>
  JSON.parse(readFileSync(join("test", "syntax", name), "utf8"));

// What CPython 3.12's ast gives for these texts was compared node by node when the table was made, places included.
describe("the syntax of a program", () => {
  for (const [text, outline] of table<readonly [string, string]>("programs.json")) {
    it(`of ${JSON.stringify(text)}`, () => {
      const program = programOf(`${text}\n`);
      assert.deepEqual(program.errors, []);
      assert.equal(outlineOf(program), outline);
    });
  }
});

describe("a text that is no program", () => {
  for (const [text, problems, outline] of table<readonly [string, readonly string[], string]>(
    "broken.json",
  )) {
    it(`as ${JSON.stringify(text)} keeps what can be read`, () => {
      const program = programOf(text);
      assert.deepEqual(
        program.errors.map(({ message, span }) => `${message} @ ${text.slice(span.start, span.end)}`),
        problems,
      );
      assert.equal(outlineOf(program), outline);
    });
  }

  it("names statements that are Python and not supported", () => {
    const reasons = ["type X = int", "try:\n  x\nexcept* E:\n  y", String.raw`'\N{DEGREE SIGN}'`].map(
      (text) => programOf(text).errors[0].message,
    );
    assert.deepEqual(reasons, [
      "'type' statements are not supported",
      "'except*' is not supported",
      String.raw`characters by name are not supported: \N{DEGREE SIGN}`,
    ]);
  });
});
