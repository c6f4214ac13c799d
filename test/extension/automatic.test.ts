import assert from "node:assert/strict";
import { automaticRegions, paragraphAt, regionLanguage } from "../../src/extension/session/automatic.js";

const texts = (languageId: string, text: string, fileName = "x"): (string | null)[] =>
  automaticRegions({ languageId, fileName, text }).map((span) =>
    span === null ? null : text.slice(span.start, span.end),
  );

describe("regions a text has by itself", () => {
  it("Python that goes backward or is marked: the whole of it", () => {
    assert.deepEqual(texts("python", "L.backward()"), [null]);
    assert.deepEqual(texts("python", "x = 1  # gradient-lens"), [null]);
    assert.deepEqual(texts("python", "x = 1"), []);
  });
  it("a formula file: the whole of it", () =>
    assert.deepEqual(texts("plaintext", "L = 2", "a.formula"), [null]));
  it("plain text: what follows a marked first line", () => {
    assert.deepEqual(texts("plaintext", "gradient-lens\nL = 2\n"), ["L = 2\n"]);
    assert.deepEqual(texts("plaintext", "about\ngradient-lens\n"), []);
  });
  it("Markdown: fences called gradient, and the paragraph or fence after a marker", () => {
    const text =
      "# T\n\n```gradient\nL = a²\na = 3\n```\n\n<!-- gradient-lens -->\ny = 2\nz = y\n\nprose\n\n<!-- gradient-lens -->\n\n```\nq = 1\n```\n```python\nno\n```\n";
    assert.deepEqual(texts("markdown", text), ["L = a²\na = 3", "y = 2\nz = y", "q = 1"]);
  });
  it("an unfinished or empty fence is none", () => {
    assert.deepEqual(texts("markdown", "```gradient\nL = 1"), []);
    assert.deepEqual(texts("markdown", "```gradient\n```\n"), []);
  });
  it("a cursor stands for its paragraph", () => {
    const text = "\none\ntwo\n\nthree\n";
    const at = (offset: number): string | null => {
      const span = paragraphAt(text, offset);
      return span === null ? null : text.slice(span.start, span.end);
    };
    assert.deepEqual([0, 1, 6, 8, 9, 12, text.length].map(at), [
      null,
      "one\ntwo",
      "one\ntwo",
      "one\ntwo",
      null,
      "three",
      null,
    ]);
  });
  it("a region of comments in Python is read as formulas", () => {
    const text = "x = 1\n# L = a²\n# a = 3\n";
    assert.equal(regionLanguage("python", text, { start: 6, end: text.length }), "text");
    assert.equal(regionLanguage("python", text, { start: 8, end: 14 }), "text");
    assert.equal(regionLanguage("python", text, { start: 0, end: text.length }), "python");
    assert.equal(regionLanguage("python", text, null), "python");
    assert.equal(regionLanguage("markdown", text, null), "text");
  });
});
