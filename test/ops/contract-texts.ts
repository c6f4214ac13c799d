/** The part of the contract that is for readers: sentences, formulas, spellings. */
import { parseSpelling } from "../../src/engine/frameworks/spelling.js";
import { ExpressionAlgebra } from "../../src/engine/ops/algebra/expression.js";
import { expressionLatex } from "../../src/engine/ops/algebra/latex.js";
import { expressionText } from "../../src/engine/ops/algebra/text.js";
import type { Card, Sample } from "../../src/engine/ops/define.js";
import { sentenceOf } from "../../src/engine/ops/sentence.js";

/** Texts: a formula for the value and for every input with a rule, a sentence, spellings that name what there is. */
export function textViolations(card: Card, samples: readonly Sample[]): string[] {
  const found: string[] = [];
  if (!/^[^a-z].*\.$/u.test(sentenceOf(card)))
    found.push(`the sentence is "${sentenceOf(card)}"; it must be one sentence with a full stop`);
  for (const text of card.spellings) {
    try {
      parseSpelling(card, text);
    } catch (error) {
      found.push(String(error));
    }
  }
  const formulas = card.kind === "structural" ? structuralFormulas(card) : elementwiseFormulas(card, samples);
  for (const [name, texts] of formulas) {
    const [text, latex] = texts ?? ["", ""];
    if (!text || !latex) found.push(`${name} has no formula`);
    else if (/undefined/.test(text + latex)) found.push(`${name} reads ${text} and ${latex}`);
    // The explanation writes its own left side.
    if (!balanced(latex.replace(/^[^={}]*=\s*/, ""))) found.push(`${name}: braces of ${latex} do not match`);
  }
  return found;
}

type Formulas = (readonly [string, readonly [string, string] | null])[];

function structuralFormulas(card: Extract<Card, { kind: "structural" }>): Formulas {
  const names = card.vjpEach ? card.inputs : Object.keys(card.vjp);
  const pair = (name: string): readonly [string, string] | null => {
    const formula = card.formula.derivatives[name];
    return formula ? [formula.text, formula.latex] : null;
  };
  return [
    ["value", [card.formula.value.text, card.formula.value.latex]],
    ...names.map((name) => [name, pair(name)] as const),
  ];
}

function elementwiseFormulas(
  card: Extract<Card, { kind: "elementwise" }>,
  samples: readonly Sample[],
): Formulas {
  const A = new ExpressionAlgebra();
  const names = Object.fromEntries(card.inputs.map((name) => [name, name]));
  const inputs = Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)]));
  return samples.flatMap((sample) => {
    const attributes = { ...card.attributes, ...sample.attributes };
    const value = card.value(A, inputs, attributes);
    const all = [
      ["value", value] as const,
      ...card.inputs.flatMap((name) =>
        card.partials[name]
          ? [[name, card.partials[name](A, inputs, A.variable("y"), attributes)] as const]
          : [],
      ),
    ];
    return all.map(
      ([name, expression]) =>
        [name, [expressionText(expression, names), expressionLatex(expression, names)]] as const,
    );
  });
}

function balanced(latex: string): boolean {
  let depth = 0;
  for (const one of latex.replace(/\\[{}]/g, "")) {
    if (one === "{") depth++;
    if (one === "}" && --depth < 0) return false;
  }
  return depth === 0;
}
