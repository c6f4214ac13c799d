/** Expressions in LaTeX. */
import type { Expression } from "./expression.js";
import { FUNCTIONS } from "./functions.js";

interface Piece {
  readonly text: string;
  /** Sums 1, signs 1.5, products 2, powers 4, atoms 5. */
  readonly strength: number;
}

/** `names` gives the LaTeX that stands for each variable; one without an entry keeps its own name as text. */
export function expressionLatex(expression: Expression, names: Readonly<Record<string, string>>): string {
  return piece(expression, names).text;
}

function piece(e: Expression, names: Readonly<Record<string, string>>): Piece {
  const inner = (child: Expression, least: number): string => {
    const { text, strength } = piece(child, names);
    return strength >= least ? text : `\\left(${text}\\right)`;
  };
  switch (e.kind) {
    case "constant":
      return { text: numberLatex(e.value), strength: e.value < 0 ? 1.5 : 5 };
    case "variable":
      return { text: names[e.name] ?? `\\text{${e.name.replace(/[\\{}_^#$%&~]/g, "\\$&")}}`, strength: 5 };
    case "negate":
      return { text: `-${inner(e.operand, 2)}`, strength: 1.5 };
    case "call":
      return {
        text: (FUNCTIONS[e.name].latex ?? `\\operatorname{${e.name}}\\left({x}\\right)`).replace(
          "{x}",
          piece(e.operand, names).text,
        ),
        strength: e.name === "expm1" ? 1 : 5,
      };
    case "where":
      return {
        text: `\\begin{cases} ${piece(e.then, names).text} & ${piece(e.test, names).text} \\\\ ${piece(e.otherwise, names).text} & \\text{otherwise} \\end{cases}`,
        strength: 5,
      };
    case "binary":
      switch (e.operator) {
        case "add":
          return { text: `${inner(e.left, 1)} + ${unsigned(inner(e.right, 1.2))}`, strength: 1 };
        case "sub":
          return { text: `${inner(e.left, 1)} - ${unsigned(inner(e.right, 1.6))}`, strength: 1 };
        case "mul":
          return { text: `${inner(e.left, 1.5)} \\cdot ${inner(e.right, 2)}`, strength: 2 };
        case "div":
          return { text: `\\frac{${piece(e.left, names).text}}{${piece(e.right, names).text}}`, strength: 5 };
        case "pow":
          return { text: `${inner(e.left, 5)}^{${piece(e.right, names).text}}`, strength: 4 };
        case "rem":
          return { text: `${inner(e.left, 2)} \\operatorname{rem} ${inner(e.right, 4)}`, strength: 2 };
        case "atan2":
          return {
            text: `\\operatorname{atan2}\\left(${inner(e.left, 0)}, ${inner(e.right, 0)}\\right)`,
            strength: 5,
          };
        case "less":
          return { text: `${inner(e.left, 1)} < ${inner(e.right, 1)}`, strength: 0 };
        case "lessEqual":
          return { text: `${inner(e.left, 1)} \\le ${inner(e.right, 1)}`, strength: 0 };
        case "equal":
          return { text: `${inner(e.left, 1)} = ${inner(e.right, 1)}`, strength: 0 };
      }
  }
}

/** A sign does not follow another. */
const unsigned = (text: string): string => (text.startsWith("-") ? `\\left(${text}\\right)` : text);

function numberLatex(value: number): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "\\text{NaN}" : value > 0 ? "\\infty" : "-\\infty";
  const [digits = "", exponent] = String(Number(value.toPrecision(6))).split("e");
  return exponent === undefined ? digits : `${digits} \\cdot 10^{${Number(exponent)}}`;
}
