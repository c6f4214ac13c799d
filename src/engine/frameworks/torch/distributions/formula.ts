/**
 * Formulas as the tables of distributions write them: Python's expressions over tensors. `log(x)` is the method `x.log()`
 * of a tensor, or the logarithm of a number; a name is one of the given values or an attribute of the distribution.
 * `u = f(x); u * u` computes u once.
 */
import type { Machine } from "../../../python/machine.js";
import { PyFloat, type Value } from "../../../python/object.js";
import { isNumber, numberOf } from "../../arguments.js";

export type Names = (name: string) => Value | undefined;
/** Functions that are not methods of their first argument. */
export type Functions = Readonly<Record<string, (machine: Machine, args: readonly Value[]) => Value>>;

interface Scope {
  readonly machine: Machine;
  readonly names: Names;
  readonly functions: Functions;
}
type Term = (scope: Scope) => Value;

const FLOATS: Readonly<Record<string, number>> = { pi: Math.PI, inf: Infinity, nan: Number.NaN, euler: 0.5772156649015329 };
const CONSTANTS: Readonly<Record<string, Value>> = { True: true, False: false, None: null };
const OF_NUMBERS: Readonly<Record<string, (x: number) => number>> = { log: Math.log, sqrt: Math.sqrt, float: (x) => x };
/** By rising precedence; all bind to the left but the power. */
const LEVELS: readonly (readonly string[])[] = [["|"], ["&"], ["==", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "@"]];
const COMPARISONS = new Set(LEVELS[2]);

class Parser {
  private readonly tokens: readonly string[];
  private at = 0;
  constructor(readonly text: string) {
    this.tokens = text.match(/\d+\.?\d*(?:e-?\d+)?|[A-Za-z_]\w*|\*\*|==|<=|>=|[-+*/@&|<>(),.=~]/g) ?? [];
  }

  whole(): Term {
    const term = this.level(0);
    if (this.at !== this.tokens.length) throw new Error(`formula: ${this.text}: ${this.tokens.slice(this.at).join(" ")} is left over`);
    return term;
  }
  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`formula: ${this.text}: ${token} must follow, not ${this.tokens[this.at]}`);
  }

  private level(depth: number): Term {
    const operators = LEVELS[depth];
    if (!operators) return this.unary();
    let left = this.level(depth + 1);
    for (;;) {
      const operator = this.tokens[this.at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.at++;
      const [a, b] = [left, this.level(depth + 1)];
      left = COMPARISONS.has(operator) ? (s) => s.machine.compare(operator, a(s), b(s)) : (s) => s.machine.binary(operator, a(s), b(s));
    }
  }
  private unary(): Term {
    if (this.take("-")) {
      const x = this.unary();
      return (s) => {
        const value = x(s);
        return isNumber(value) ? s.machine.binary("*", value, -1) : s.machine.call(s.machine.getAttribute(value, "__neg__"), []);
      };
    }
    const base = this.postfix();
    if (!this.take("**")) return base;
    const exponent = this.unary();
    return (s) => s.machine.binary("**", base(s), exponent(s));
  }
  private postfix(): Term {
    let term = this.primary();
    while (this.take(".")) {
      const [of, name] = [term, this.tokens[this.at++]!];
      const args = this.take("(") ? this.args() : null;
      term = (s) => {
        const member = s.machine.getAttribute(of(s), name);
        return args ? called(s, member, args) : member;
      };
    }
    return term;
  }
  private primary(): Term {
    const token = this.tokens[this.at++] ?? "";
    if (token === "(") {
      const inner = this.level(0);
      this.expect(")");
      return inner;
    }
    if (/^\d/.test(token)) {
      const value = Number(token);
      return /^\d+$/.test(token) ? () => value : () => new PyFloat(value);
    }
    const float = FLOATS[token];
    if (float !== undefined) return () => new PyFloat(float); // a float gets a node of the run it is used in
    if (token in CONSTANTS) return () => CONSTANTS[token]!;
    if (!this.take("(")) return (s) => named(s, token, this.text);
    const args = this.args();
    return (s) => {
      const own = s.functions[token];
      if (own) return own(s.machine, args.map(([, one]) => one(s)));
      const first = args[0]![1](s);
      const ofNumber = OF_NUMBERS[token];
      if (ofNumber && isNumber(first)) return new PyFloat(ofNumber(numberOf(first)));
      return called(s, s.machine.getAttribute(first, token), args.slice(1));
    };
  }
  /** Keyword (or "") and term, up to the closing bracket. */
  private args(): (readonly [string, Term])[] {
    const list: (readonly [string, Term])[] = [];
    while (!this.take(")")) {
      const name = this.tokens[this.at + 1] === "=" ? this.tokens[this.at]! : "";
      if (name) this.at += 2;
      list.push([name, this.level(0)]);
      if (!this.take(",")) {
        this.expect(")");
        break;
      }
    }
    return list;
  }
}

const called = (s: Scope, callee: Value, args: readonly (readonly [string, Term])[]): Value =>
  s.machine.call(callee, args.filter(([name]) => !name).map(([, one]) => one(s)), new Map(args.filter(([name]) => name).map(([name, one]) => [name, one(s)])));

function named(s: Scope, name: string, text: string): Value {
  const value = s.names(name);
  if (value === undefined) throw new Error(`formula: ${text}: ${name} is not known`);
  return value;
}

interface Formula {
  readonly steps: readonly (readonly [string, Term])[];
  readonly result: Term;
}

const parsed = new Map<string, Formula>();

function parse(text: string): Formula {
  const parts = text.split(";").map((part) => part.trim());
  const steps = parts.slice(0, -1).map((part): readonly [string, Term] => {
    const equals = part.indexOf("=");
    return [part.slice(0, equals).trim(), new Parser(part.slice(equals + 1)).whole()];
  });
  return { steps, result: new Parser(parts.at(-1)!).whole() }; // split gives at least one
}

export function evaluate(machine: Machine, text: string, names: Names, functions: Functions = {}): Value {
  let formula = parsed.get(text);
  if (!formula) parsed.set(text, (formula = parse(text)));
  const own = new Map<string, Value>();
  const scope: Scope = { machine, names: (name) => own.get(name) ?? names(name), functions };
  for (const [name, term] of formula.steps) own.set(name, term(scope));
  return formula.result(scope);
}
