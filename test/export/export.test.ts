/** Exported documents: well-formed, with the run's own numbers, and nothing of the user's read as markup. */
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { layered } from "../../src/engine/explain/export/layers.js";
import { prose } from "../../src/engine/explain/export/latex.js";
import { documentView } from "../../src/engine/explain/views/document.js";
import { CARDS } from "../../src/engine/ops/registry.js";
import { mathml } from "../../src/engine/typeset/mathml.js";
import { readLatex } from "../../src/engine/typeset/read.js";
import { formulaSvg } from "../../src/engine/typeset/svg.js";
import { graphOf } from "../play/runs.js";

/** Throws where tags do not match, an attribute has no quotes, or a bare `<` or `&` stands in the text. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  let rest = 0;
  for (const match of xml.matchAll(/<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|<!DOCTYPE html>/g)) {
    assert.doesNotMatch(xml.slice(rest, match.index), /<|&(?!(?:amp|lt|gt|quot);)/, `near ${match[0]}`);
    rest = match.index + match[0].length;
    const [, close, name, , single] = match;
    if (!name || single) continue;
    if (close) assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.doesNotMatch(xml.slice(rest), /</);
  assert.deepEqual(open, []);
}

/** Braces, environments, `\left … \right` and dollars match. */
function assertBalanced(tex: string): void {
  const open: string[] = [];
  for (const [token, environment] of tex.matchAll(/\\begin\{(\w+\*?)\}|\\end\{(\w+\*?)\}|\\left\b|\\right\b|\\.|[{}$]/gs)) {
    if (token.startsWith("\\begin")) open.push(environment!);
    else if (token.startsWith("\\end")) assert.equal(open.pop(), token.slice(5, -1));
    else if (token === "{" || token === "\\left") open.push(token);
    else if (token === "}") assert.equal(open.pop(), "{");
    else if (token === "\\right") assert.equal(open.pop(), "\\left");
    else if (token === "$") {
      if (open.at(-1) === "$") open.pop();
      else open.push("$");
    }
  }
  assert.deepEqual(open, []);
}

const samples = readdirSync("samples").filter((name) => name.endsWith(".py"));

describe("exported explanations", () => {
  it("of every sample are well-formed HTML without scripts, balanced LaTeX and well-formed SVG", async function () {
    this.timeout(120_000);
    for (const name of samples) {
      const graph = await graphOf(readFileSync(`samples/${name}`, "utf8"));
      if (!graph) continue;
      const html = documentView(graph, { format: "html", theme: "light" }).text;
      assertWellFormed(html);
      assert.doesNotMatch(html, /<script|\shref=|\ssrc=|url\(/);
      assert.match(html, /prefers-color-scheme: dark/);
      assertBalanced(documentView(graph, { format: "tex", theme: "light" }).text);
      const { text, width, height } = documentView(graph, { format: "svg", theme: "dark" });
      assertWellFormed(text);
      assert.ok(text.includes(`viewBox="0 0 ${width} ${height}"`));
    }
  });

  it("say the numbers of the run", async () => {
    const graph = await graphOf(readFileSync("samples/tutorial.py", "utf8"));
    assert.ok(graph);
    const html = documentView(graph, { format: "html", theme: "light" }).text;
    for (const expected of ["−2 · 3 = −6", "−2 · 2 = −4", "1 · 2 · (−1) = −2", "∂L/∂a = −6"]) assert.ok(html.includes(expected), expected);
    const tex = documentView(graph, { format: "tex", theme: "light" }).text;
    assert.ok(tex.includes("\\frac{\\partial L}{\\partial a} = \\frac{\\partial L}{\\partial v_{1}} \\cdot w$"));
    assert.ok(tex.includes("$-$2 $\\cdot $ 3 = $-$6"));
  });

  it("names of the user's stay text", async () => {
    const graph = await graphOf("import torch\nd = {'<b>&\"x\"</b>': torch.tensor(2.0, requires_grad=True)}\ny_1_a = d['<b>&\"x\"</b>'] ** 2\ny_1_a.backward()\n");
    assert.ok(graph);
    const html = documentView(graph, { format: "html", theme: "light" }).text;
    assertWellFormed(html);
    assert.doesNotMatch(html, /<b>/);
    assertBalanced(documentView(graph, { format: "tex", theme: "light" }).text);
    assert.equal(prose("a_b{50%} & \\x"), "a\\_b\\{50\\%\\} \\& \\textbackslash{}x");
  });

  it("a layered drawing puts every node right of its inputs, and no two in one place", () => {
    const inputs = [[], [], [0, 1], [2], [2, 1], [3, 4]];
    const places = layered(inputs);
    inputs.forEach((from, i) => { for (const input of from) assert.ok(places[input]!.column < places[i]!.column); });
    assert.equal(new Set(places.map(({ column, row }) => `${column} ${row}`)).size, inputs.length);
  });
});

describe("typeset formulas", () => {
  it("every card's LaTeX can be read, written as MathML and drawn", () => {
    let count = 0;
    const refused: string[] = [];
    for (const card of CARDS) {
      if (card.kind !== "structural") continue;
      for (const { latex, text } of [card.formula.value, ...Object.values(card.formula.derivatives)]) {
        if (!latex) continue;
        count++;
        const piece = readLatex(latex.replace(/(?<!\\(?:text|operatorname|mathbb|begin|end))\{([A-Za-z_]\w*)\}/g, "{x_{1}}"));
        if (!piece) {
          refused.push(latex);
          continue;
        }
        assertWellFormed(mathml(piece, text));
        const image = formulaSvg([piece], { size: 16, color: "#cccccc" });
        assert.ok(image, latex);
        assertWellFormed(image.svg);
      }
    }
    assert.deepEqual(refused, []);
    assert.ok(count > 200, `${count} formulas`);
  });

  it("a fraction is as wide as its wider half, and higher than a line", () => {
    const [line, fraction] = ["abc", "\\frac{abc}{d}"].map((latex) => formulaSvg([readLatex(latex)!], { size: 16, color: "#000000" })!);
    assert.ok(fraction!.height > line!.height);
    assert.ok(fraction!.width < line!.width + 16);
  });

  it("what is not known is refused, not drawn wrongly", () => {
    for (const latex of ["\\href{x}{y}", "\\unknown", "{", "a}", "\\begin{tikz}\\end{tikz}", "{".repeat(200)]) assert.equal(readLatex(latex), null, latex);
  });
});
