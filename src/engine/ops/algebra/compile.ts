/**
 * Expressions compiled to loops over typed arrays: one pass, no temporaries. The source text comes from cards only,
 * never from a user's program. Where code generation is forbidden (a strict content security policy), the same
 * expression is interpreted.
 */
import type { Buffer } from "../../tensor/dtype.js";
import type { BinaryName, Expression } from "./expression.js";
import { numberAlgebra } from "./expression.js";
import { FUNCTIONS, type FunctionName } from "./functions.js";

/** Writes `count` results to `out`; input i is read at 0, step[i], 2·step[i] … (step 0 repeats its first element). */
export type Loop = (
  out: Buffer,
  inputs: readonly Buffer[],
  offsets: readonly number[],
  steps: readonly number[],
  count: number,
) => void;

/** `variables` gives the order of the inputs. */
export function compileLoop(expression: Expression, variables: readonly string[]): Loop {
  const { lines, result } = emit(expression, variables);
  const declare = variables
    .map((_, i) => `const b${i} = inputs[${i}]; let p${i} = offsets[${i}]; const s${i} = steps[${i}];`)
    .join("\n");
  const read = variables.map((_, i) => `const v${i} = b${i}[p${i}]; p${i} += s${i};`).join(" ");
  const body = `${declare}\nfor (let i = 0; i < count; i++) { ${read} ${lines.join(" ")} out[i] = ${result}; }`;
  try {
    const make = new Function("F", "power", `return (out, inputs, offsets, steps, count) => {${body}};`);
    return make(evaluators, numberAlgebra.pow) as Loop; // the text above is a function of that shape
  } catch {
    return interpretLoop(expression, variables);
  }
}

const evaluators = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, f]) => [name, f.evaluate]));

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

/** Straight-line code: one `const` for each distinct subtree. */
function emit(expression: Expression, variables: readonly string[]): { lines: string[]; result: string } {
  const lines: string[] = [];
  const names = new Map<Expression, string>();
  const visit = (e: Expression): string => {
    const known = names.get(e);
    if (known !== undefined) return known;
    const name = simple(e) ?? bind(code(e));
    names.set(e, name);
    return name;
  };
  const bind = (source: string): string => {
    lines.push(`const t${lines.length} = ${source};`);
    return `t${lines.length - 1}`;
  };
  const simple = (e: Expression): string | null => {
    if (e.kind === "constant")
      return Object.is(e.value, -0) ? "-0" : e.value < 0 ? `(${e.value})` : String(e.value);
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
        return callSource(e.name, visit(e.operand));
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
  return { result: visit(expression), lines };
}

const callSource = (name: FunctionName, argument: string): string =>
  FUNCTIONS[name].math ? `Math.${FUNCTIONS[name].math}(${argument})` : `F.${name}(${argument})`;

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
