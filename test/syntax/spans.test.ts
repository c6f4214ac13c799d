import * as assert from "node:assert/strict";
import type { Expression, Statement } from "../../src/engine/syntax/program.js";
import { LineIndex } from "../../src/engine/text/line-index.js";
import { parser, programOf } from "./python.js";

const cut = (text: string, node: Expression | Statement): string =>
  text.slice(node.span.start, node.span.end);

describe("places in a program", () => {
  it("count UTF-16 units", () => {
    const text = "a = '😀é'; 𝑥 = f('𝒚', b)\n";
    const [first, second] = programOf(text).body;
    assert.deepEqual([cut(text, first), cut(text, second)], ["a = '😀é'", "𝑥 = f('𝒚', b)"]);
    assert.ok(second.kind === "Assign" && second.value.kind === "Call");
    assert.equal(cut(text, second.value.args[1]), "b");
  });

  it("hold where tree-sitter's pieces of a long text end in a surrogate pair", () => {
    for (let pad = 0; pad < 4; pad++) {
      const text = `${"#".repeat(pad)}\n${"𝑥 = '😀' + 𝑥\n".repeat(3000)}last = 1`;
      const program = programOf(text);
      assert.deepEqual(program.errors, []);
      assert.equal(cut(text, program.body.at(-1)!), "last = 1");
      assert.equal(program.body.length, 3001);
    }
  });

  it("leave parentheses around an expression and decorators before a definition out", () => {
    const text = "x = ((a) + b)\n@c\ndef f(): pass\n";
    const [assign, definition] = programOf(text).body;
    assert.ok(assign.kind === "Assign");
    assert.equal(cut(text, assign.value), "(a) + b");
    assert.equal(cut(text, definition), "def f(): pass");
  });

  for (const [name, end] of [
    ["\\r\\n", "\r\n"],
    ["\\r", "\r"],
  ]) {
    it(`are the same after ${name}`, () => {
      const text = `def f():${end}  return (1,${end}   2)${end}${end}s = """a${end}b"""${end}`;
      const [definition, assign] = programOf(text).body;
      assert.equal(cut(text, definition), `def f():${end}  return (1,${end}   2)`);
      assert.ok(
        assign.kind === "Assign" && assign.value.kind === "Constant" && assign.value.value.type === "str",
      );
      assert.equal(assign.value.value.value, "a\nb");
    });
  }

  it("count a byte order mark", () => {
    const text = "\ufeffx = 1\n";
    const program = programOf(text);
    assert.deepEqual([program.errors, cut(text, program.body[0])], [[], "x = 1"]);
  });

  it("of a previous text do not move when the next is read", () => {
    const before = parser.parse("x = 1\ny = 2\n");
    const after = parser.parse("z = 0\nx = 1\ny = 2\n", before);
    assert.deepEqual(
      before.program.body.map(({ span }) => span.start),
      [0, 6],
    );
    assert.deepEqual(
      after.program.body.map(({ span }) => span.start),
      [0, 6, 12],
    );
    const again = parser.parse("x = 1\n", before);
    assert.equal(again.program.body.length, 1);
    for (const parsed of [before, after, again]) parsed.dispose();
    const whole = parser.parse("x = 1\n", before);
    assert.equal(whole.program.body.length, 1);
    whole.dispose();
  });
});

describe("LineIndex", () => {
  const text = "a\n😀b\r\n\nc";
  const index = new LineIndex(text);

  it("gives each offset a line and a column, and back", () => {
    for (let offset = 0; offset <= text.length; offset++)
      assert.equal(index.offsetOf(index.positionOf(offset)), offset);
    assert.deepEqual(index.positionOf(4), { line: 1, column: 2 });
    assert.equal(index.lineCount, 4);
  });

  it("takes what is outside to the text's ends", () => {
    assert.deepEqual(index.positionOf(-1), { line: 0, column: 0 });
    assert.deepEqual(index.positionOf(99), { line: 3, column: 1 });
    assert.equal(index.offsetOf({ line: 9, column: 0 }), text.length);
  });
});
