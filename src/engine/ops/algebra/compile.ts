/**
 * Expressions compiled to loops over typed arrays: one pass, no temporaries. The source text comes from cards only,
 * never from a user's program. Where code generation is forbidden (a strict content security policy), the same
 * expression is interpreted.
 */
import type { Buffer } from "../../tensor/dtype.js";
import type { BinaryName, Expression } from "./expression.js";
import { numberAlgebra, variablesOf } from "./expression.js";
import { FUNCTIONS, type FunctionName } from "./functions.js";

/** Writes `count` results to `out`; input i is read at its offset and on with its step: 1, or 0, which repeats its first element. */
export type Loop = (
  out: Buffer,
  inputs: readonly Buffer[],
  offsets: readonly number[],
  steps: readonly number[],
  count: number,
) => void;

/** `variables` gives the order of the inputs; `single` rounds every step to float32, as a framework does that computes in it. */
export function compileLoop(expression: Expression, variables: readonly string[], single = false): Loop {
  const special = new Map<number, Loop>();
  return (out, inputs, offsets, steps, count) => {
    let kind = kindOf(out);
    for (let i = 0; i < inputs.length; i++) kind = kind * 8 + kindOf(inputs[i]!) * 2 + steps[i]!;
    let loop = special.get(kind);
    if (!loop) special.set(kind, (loop = specialLoop(expression, variables, single, steps)));
    loop(out, inputs, offsets, steps, count);
  };
}

/** Buffers are told apart, so that each compiled loop meets one kind in each place: it is several times as fast then. */
const kindOf = (buffer: Buffer): number => (buffer instanceof Float32Array ? 0 : buffer instanceof Float64Array ? 1 : 2);

/** For these steps, each 0 or 1. */
function specialLoop(expression: Expression, variables: readonly string[], single: boolean, steps: readonly number[]): Loop {
  const { lines, results: [result] } = emit([expression], variables, single);
  const declare = variables
    .map((_, i) => `const b${i} = inputs[${i}], p${i} = offsets[${i}];${steps[i] === 0 ? ` const v${i} = b${i}[p${i}];` : ""}`)
    .join("\n");
  const read = variables.map((_, i) => (steps[i] === 0 ? "" : `const v${i} = b${i}[p${i} + i];`)).join(" ");
  const body = `${declare}\nfor (let i = 0; i < count; i++) { ${read} ${lines.join(" ")} out[i] = ${result}; }`;
  try {
    const make = new Function("F", "power", `return (out, inputs, offsets, steps, count) => {${body}};`);
    return make(single ? singleEvaluators : evaluators, single ? singlePower : numberAlgebra.pow) as Loop; // the text above is a function of that shape
  } catch {
    return interpretLoop(expression, variables);
  }
}

/**
 * Finds its variables in the cells from 1 on and leaves its results in cells, too. Numbers that are handed over as arguments
 * and results of a function are put on the heap, each by itself.
 */
export type ScalarFunction = (cells: Float64Array) => void;

export interface CellResult {
  readonly expression: Expression;
  /** Where it is left; may be a variable's, since all of them are read before. */
  readonly cell: number;
}

/** Expressions for single numbers, common parts computed once; with `single` every step and the results are rounded to float32. */
export function compileScalar(given: readonly CellResult[], variables: readonly string[], single: boolean): ScalarFunction {
  const { lines, results } = emit(given.map(({ expression }) => expression), variables, single);
  const used = new Set(given.flatMap(({ expression }) => variablesOf(expression)));
  const read = variables.map((name, i) => (used.has(name) ? `const v${i} = cells[${i + 1}];` : ""));
  const write = given.map(({ cell }, i) => `cells[${cell}] = ${single ? `Math.fround(${results[i]})` : results[i]};`);
  try {
    const make = new Function("F", "power", `return (cells) => {${[...read, ...lines, ...write].join(" ")}};`);
    return make(single ? singleEvaluators : evaluators, single ? singlePower : numberAlgebra.pow) as ScalarFunction; // the text above is one
  } catch {
    return (cells) => {
      const known = Object.fromEntries(variables.map((name, i) => [name, cells[i + 1]!]));
      for (const { expression, cell } of given) {
        const value = evaluate(expression, known);
        cells[cell] = single ? Math.fround(value) : value;
      }
    };
  }
}

/** Whole powers by products and −½ and ½ by roots, as the frameworks' kernels do (pow_tensor_scalar). */
function singlePower(base: number, exponent: number): number {
  const round = Math.fround;
  if (exponent === 1) return base;
  if (exponent === 2) return round(base * base);
  if (exponent === 3) return round(round(base * base) * base);
  if (exponent === -2) return round(1 / round(base * base));
  if (exponent === -0.5) return round(1 / round(Math.sqrt(base)));
  return round(numberAlgebra.pow(base, exponent));
}

const evaluators = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, f]) => [name, f.evaluate]));
const singleEvaluators = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, f]) => [name, f.single ?? f.evaluate]));

const SYMBOLS: Readonly<Record<Exclude<BinaryName, "pow" | "atan2">, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  rem: "%",
  less: "<",
  lessEqual: "<=",
  equal: "===",
};

/** Straight-line code: one `const` for each distinct subtree, and the name of each expression's result. */
function emit(expressions: readonly Expression[], variables: readonly string[], single: boolean): { lines: string[]; results: string[] } {
  const lines: string[] = [];
  const names = new Map<Expression, string>();
  const visit = (e: Expression): string => {
    const known = names.get(e);
    if (known !== undefined) return known;
    const name = simple(e) ?? bind(single && rounds(e) ? `Math.fround(${code(e)})` : code(e));
    names.set(e, name);
    return name;
  };
  const bind = (source: string): string => {
    lines.push(`const t${lines.length} = ${source};`);
    return `t${lines.length - 1}`;
  };
  const simple = (e: Expression): string | null => {
    if (e.kind === "constant") {
      const value = single ? Math.fround(e.value) : e.value;
      return Object.is(value, -0) ? "-0" : value < 0 ? `(${value})` : String(value);
    }
    if (e.kind === "variable") return `v${variables.indexOf(e.name)}`;
    return null;
  };
  const code = (e: Expression): string => {
    switch (e.kind) {
      case "constant":
      case "variable":
        return visit(e);
      case "negate":
        return `-${visit(e.operand)}`;
      case "call":
        return callSource(e.name, visit(e.operand), single);
      case "where":
        return `${visit(e.test)} !== 0 ? ${visit(e.then)} : ${visit(e.otherwise)}`;
      case "binary": {
        const [a, b] = [visit(e.left), visit(e.right)];
        if (e.operator === "atan2") return `Math.atan2(${a}, ${b})`;
        if (e.operator === "pow") return `power(${a}, ${b})`;
        const source = `${a} ${SYMBOLS[e.operator]} ${b}`;
        return e.operator === "less" || e.operator === "lessEqual" || e.operator === "equal"
          ? `${source} ? 1 : 0`
          : source;
      }
    }
  };
  return { results: expressions.map(visit), lines };
}

/** Whether a step makes a new number that has to be rounded. */
const rounds = (e: Expression): boolean => e.kind === "call" || (e.kind === "binary" && e.operator !== "less" && e.operator !== "lessEqual" && e.operator !== "equal");

const callSource = (name: FunctionName, argument: string, single: boolean): string =>
  FUNCTIONS[name].math && !(single && FUNCTIONS[name].single) ? `Math.${FUNCTIONS[name].math}(${argument})` : `F.${name}(${argument})`;

function interpretLoop(expression: Expression, variables: readonly string[]): Loop {
  return (out, inputs, offsets, steps, count) => {
    const values: Record<string, number> = {};
    for (let i = 0; i < count; i++) {
      variables.forEach((name, k) => {
        values[name] = inputs[k]![offsets[k]! + i * steps[k]!]!;
      });
      out[i] = evaluate(expression, values);
    }
  };
}

/** The number an expression has. */
export function evaluate(expression: Expression, variables: Readonly<Record<string, number>>): number {
  const A = numberAlgebra;
  const known = new Map<Expression, number>();
  const visit = (e: Expression): number => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const value = compute(e);
    known.set(e, value);
    return value;
  };
  const compute = (e: Expression): number => {
    switch (e.kind) {
      case "constant":
        return e.value;
      case "variable":
        return variables[e.name] ?? Number.NaN;
      case "negate":
        return -visit(e.operand);
      case "call":
        return A.call(e.name, visit(e.operand));
      case "where":
        return visit(e.test) !== 0 ? visit(e.then) : visit(e.otherwise);
      case "binary":
        return A[e.operator](visit(e.left), visit(e.right));
    }
  };
  return visit(expression);
}
