/** The algebra read as expression trees. Equal subtrees built in one `ExpressionAlgebra` are the same object. */
import type { Algebra } from "./algebra.js";
import { FUNCTIONS, type FunctionName } from "./functions.js";

export type Expression =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "variable"; readonly name: string }
  | {
      readonly kind: "binary";
      readonly operator: BinaryName;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "negate"; readonly operand: Expression }
  | { readonly kind: "call"; readonly name: FunctionName; readonly operand: Expression }
  | {
      readonly kind: "where";
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    };

export type BinaryName =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "rem"
  | "atan2"
  | "less"
  | "lessEqual"
  | "equal";

export class ExpressionAlgebra implements Algebra<Expression> {
  private readonly known = new Map<string, Expression>();
  private readonly ids = new Map<Expression, number>();

  variable(name: string): Expression {
    return this.intern(`v${name}`, { kind: "variable", name });
  }
  constant(value: number): Expression {
    return this.intern(`c${Object.is(value, -0) ? "-0" : value}`, { kind: "constant", value });
  }
  add(a: Expression, b: Expression): Expression {
    return this.binary("add", a, b);
  }
  sub(a: Expression, b: Expression): Expression {
    return this.binary("sub", a, b);
  }
  mul(a: Expression, b: Expression): Expression {
    return this.binary("mul", a, b);
  }
  div(a: Expression, b: Expression): Expression {
    return this.binary("div", a, b);
  }
  pow(a: Expression, b: Expression): Expression {
    return this.binary("pow", a, b);
  }
  rem(a: Expression, b: Expression): Expression {
    return this.binary("rem", a, b);
  }
  atan2(a: Expression, b: Expression): Expression {
    return this.binary("atan2", a, b);
  }
  less(a: Expression, b: Expression): Expression {
    return this.binary("less", a, b);
  }
  lessEqual(a: Expression, b: Expression): Expression {
    return this.binary("lessEqual", a, b);
  }
  equal(a: Expression, b: Expression): Expression {
    return this.binary("equal", a, b);
  }
  neg(a: Expression): Expression {
    return this.intern(`n${this.id(a)}`, { kind: "negate", operand: a });
  }
  call(name: FunctionName, x: Expression): Expression {
    return this.intern(`f${name}${this.id(x)}`, { kind: "call", name, operand: x });
  }
  where(test: Expression, a: Expression, b: Expression): Expression {
    return this.intern(`w${this.id(test)},${this.id(a)},${this.id(b)}`, {
      kind: "where",
      test,
      then: a,
      otherwise: b,
    });
  }

  private binary(operator: BinaryName, left: Expression, right: Expression): Expression {
    return this.intern(`${operator}${this.id(left)},${this.id(right)}`, {
      kind: "binary",
      operator,
      left,
      right,
    });
  }
  private id(expression: Expression): number {
    const id = this.ids.get(expression);
    if (id === undefined) throw new Error("expression of another algebra");
    return id;
  }
  private intern(key: string, expression: Expression): Expression {
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, expression);
    this.ids.set(expression, this.ids.size);
    return expression;
  }
}

/** The algebra read as JavaScript numbers. */
export const numberAlgebra: Algebra<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  // IEEE pow(1, NaN) and pow(-1, inf) are 1 in the frameworks, NaN in JavaScript.
  pow: (a, b) => (a === 1 || (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) ? 1 : a ** b),
  rem: (a, b) => a % b,
  atan2: Math.atan2,
  call: (name, x) => FUNCTIONS[name].evaluate(x),
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  where: (test, a, b) => (test !== 0 ? a : b),
};

/** The expression read in another algebra; equal subtrees are read once. */
export function readExpression<V>(expression: Expression, A: Algebra<V>, variable: (name: string) => V): V {
  const known = new Map<Expression, V>();
  const read = (e: Expression): V => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const value = made(e);
    known.set(e, value);
    return value;
  };
  const made = (e: Expression): V => {
    switch (e.kind) {
      case "constant":
        return A.constant(e.value);
      case "variable":
        return variable(e.name);
      case "negate":
        return A.neg(read(e.operand));
      case "call":
        return A.call(e.name, read(e.operand));
      case "where":
        return A.where(read(e.test), read(e.then), read(e.otherwise));
      case "binary":
        return A[e.operator](read(e.left), read(e.right));
    }
  };
  return read(expression);
}

/** The variables an expression depends on, in the order they are met. */
export function variablesOf(expression: Expression): string[] {
  const names = new Set<string>();
  const seen = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind === "variable") names.add(e.name);
    else if (e.kind === "negate" || e.kind === "call") visit(e.operand);
    else if (e.kind === "where") for (const part of [e.test, e.then, e.otherwise]) visit(part);
    else if (e.kind === "binary") for (const part of [e.left, e.right]) visit(part);
  };
  visit(expression);
  return [...names];
}
