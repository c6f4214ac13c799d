/**
 * Plain formulas as people type them. A line holds items separated by commas, `;`, `with`, `where` or `and`; an item is
 * `name = value`, `f(x) = value`, `∂L/∂y = value` or a bare expression. Products may be left unwritten: `2x`, `w x`, `a(b + c)`.
 * Never throws: what cannot be read is a problem, and the other items stand.
 */
import type { Span } from "../text/span.js";
import type { Definition, Formula, FormulaOperator, FormulaProblem, FormulaText, SumRange } from "./formula.js";
import { items } from "./items.js";
import { mathMessages as say } from "./messages.js";
import { type Token, tokenize } from "./tokens.js";

const PRODUCTS: Readonly<Record<string, FormulaOperator>> = { "*": "mul", "×": "mul", "⊙": "mul", "·": "dot", "@": "dot", "/": "div" };
const MAX_DEPTH = 200;

class Unreadable extends Error {
  constructor(readonly span: Span, message: string) { super(message); }
}

export function parseFormula(text: string, region: Span): FormulaText {
  const definitions: Definition[] = [];
  const problems: FormulaProblem[] = [];
  for (const tokens of items(tokenize(text, region.start, region.end))) {
    try {
      definitions.push(new ItemParser(tokens).definition());
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ code: "formula-syntax", span: error.span, message: error.message });
    }
  }
  return { definitions, problems };
}

class ItemParser {
  private at = 0;
  private depth = 0;
  private bars = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  definition(): Definition {
    this.skipBullet();
    const first = this.tokens[this.at]!;
    const upstream = this.upstreamName();
    if (upstream) return this.finish("upstream", upstream.name, upstream.span, []);
    const equals = this.tokens.findIndex((token, i) => i > this.at && token.kind === "sign" && token.sign === "=");
    if (equals > 0 && first.kind === "name") {
      const head = this.tokens.slice(this.at + 1, equals);
      const parameters = head.length === 0 ? [] : parameterNames(head);
      if (parameters) {
        this.at = equals + 1;
        return this.finish("value", first.name, first.span, parameters);
      }
    }
    return this.finish("value", null, first.span, []);
  }

  private finish(kind: Definition["kind"], name: string | null, nameSpan: Span, parameters: readonly string[]): Definition {
    const value = this.sum();
    const rest = this.tokens[this.at];
    if (rest) throw new Unreadable(rest.span, say.unreadable(textOf(rest)));
    return { kind, name, nameSpan, parameters, value, span: { start: nameSpan.start, end: value.span.end } };
  }

  /** `- ` and `* ` before a name at the start of a line are a list's bullet only if a definition follows. */
  private skipBullet(): void {
    const [bullet, name, equals] = this.tokens;
    if (bullet?.kind === "sign" && "-*".includes(bullet.sign) && name?.kind === "name" && equals?.kind === "sign" && equals.sign === "=") this.at = 1;
  }

  /** `∂L/∂y =`, also `dL/dy =`. */
  private upstreamName(): { name: string; span: Span } | null {
    const [a, b, c, d, e, f] = this.tokens;
    const sign = (token: Token | undefined, wanted: string): boolean => token?.kind === "sign" && token.sign === wanted;
    if (sign(a, "∂") && b?.kind === "name" && sign(c, "/") && sign(d, "∂") && e?.kind === "name" && sign(f, "=")) {
      this.at = 6;
      return { name: e.name, span: e.span };
    }
    if (a?.kind === "name" && /^d\p{Lu}$/u.test(a.name) && sign(b, "/") && c?.kind === "name" && c.name.startsWith("d") && c.name.length > 1 && sign(d, "=")) {
      this.at = 4;
      return { name: c.name.slice(1), span: { start: c.span.start + 1, end: c.span.end } };
    }
    return null;
  }

  private sum(): Formula {
    let left = this.term();
    for (;;) {
      const operator = this.sign("+") ? "add" : this.sign("-") ? "sub" : null;
      if (!operator) return left;
      left = binary(operator, left, this.term());
    }
  }

  private term(): Formula {
    let left = this.unary();
    for (;;) {
      const token = this.tokens[this.at];
      if (token?.kind === "sign" && PRODUCTS[token.sign]) {
        this.at++;
        left = binary(PRODUCTS[token.sign]!, left, this.unary());
      } else if (token && this.startsFactor(token)) left = binary("dot", left, this.power());
      else return left;
    }
  }

  private startsFactor(token: Token): boolean {
    if (token.kind === "number" || token.kind === "name") return true;
    return token.kind === "sign" && ("([√∑".includes(token.sign) || (token.sign === "|" && this.bars === 0));
  }

  private unary(): Formula {
    const minus = this.tokens[this.at];
    if (this.sign("+")) return this.unary();
    if (!this.sign("-")) return this.power();
    const operand = this.deeper(() => this.unary());
    return { kind: "negate", operand, span: { start: minus!.span.start, end: operand.span.end } };
  }

  private power(): Formula {
    let base = this.primary();
    for (;;) {
      const token = this.tokens[this.at];
      if (token?.kind === "superscript") {
        this.at++;
        base = binary("pow", base, { kind: "number", value: token.value, span: token.span }, token.span.end);
      } else if (this.sign("ᵀ")) base = { kind: "transpose", operand: base, span: { start: base.span.start, end: token!.span.end } };
      else if (this.sign("^")) return binary("pow", base, this.deeper(() => this.exponent()));
      else return base;
    }
  }

  private exponent(): Formula {
    const token = this.tokens[this.at];
    if (token?.kind === "sign" && token.sign === "{") return this.bracketed("{", "}");
    return this.unary();
  }

  private primary(): Formula {
    const token = this.tokens[this.at];
    if (!token) throw this.missing(say.value);
    if (token.kind === "number") {
      this.at++;
      return { kind: "number", value: token.value, span: token.span };
    }
    if (token.kind === "name") {
      this.at++;
      return this.afterName(token.name, token.span);
    }
    if (token.kind === "sign") {
      switch (token.sign) {
        case "(":
          return this.bracketed("(", ")");
        case "{":
          return this.bracketed("{", "}");
        case "[":
          return this.list();
        case "|":
          return this.absolute();
        case "√": {
          this.at++;
          const operand = this.deeper(() => this.power());
          return { kind: "call", name: "sqrt", nameSpan: token.span, arguments: [operand], span: { start: token.span.start, end: operand.span.end } };
        }
        case "∑":
          return this.summation();
      }
    }
    throw new Unreadable(token.span, say.expected(say.value, `'${textOf(token)}'`));
  }

  private afterName(name: string, nameSpan: Span): Formula {
    const next = this.tokens[this.at];
    if (next?.kind !== "sign" || next.sign !== "(") return { kind: "name", name, span: nameSpan };
    this.at++;
    const parameters = this.elements(")");
    return { kind: "call", name, nameSpan, arguments: parameters, span: { start: nameSpan.start, end: this.tokens[this.at - 1]!.span.end } };
  }

  private bracketed(open: string, close: string): Formula {
    const start = this.expect(open).start;
    const inner = this.deeper(() => this.outsideBars(() => this.sum()));
    return { ...inner, span: { start, end: this.expect(close).end } };
  }

  private list(): Formula {
    const start = this.expect("[").start;
    const elements = this.elements("]");
    return { kind: "list", elements, span: { start, end: this.tokens[this.at - 1]!.span.end } };
  }

  /** Up to and with the closing sign. */
  private elements(close: string): Formula[] {
    const elements: Formula[] = [];
    if (this.sign(close)) return elements;
    do elements.push(this.deeper(() => this.outsideBars(() => this.sum())));
    while (this.sign(",") || this.sign(";"));
    this.expect(close);
    return elements;
  }

  private absolute(): Formula {
    const bar = this.expect("|");
    this.bars++;
    const operand = this.deeper(() => this.sum());
    this.bars--;
    return { kind: "call", name: "abs", nameSpan: bar, arguments: [operand], span: { start: bar.start, end: this.expect("|").end } };
  }

  /** `∑ body`, `∑_{i=1}^{n} body`, `∑_i=1^n` is written with braces or parentheses. */
  private summation(): Formula {
    const start = this.expect("∑").start;
    this.sign("_");
    const range = this.sumRange();
    const body = this.deeper(() => this.term());
    return { kind: "sum", range, body, span: { start, end: body.span.end } };
  }

  private sumRange(): SumRange | null {
    const [open, index, equals] = [this.tokens[this.at], this.tokens[this.at + 1], this.tokens[this.at + 2]];
    if (open?.kind !== "sign" || !"({".includes(open.sign) || index?.kind !== "name" || equals?.kind !== "sign" || equals.sign !== "=") return null;
    this.at += 3;
    const from = this.sum();
    this.expect(open.sign === "(" ? ")" : "}");
    this.expect("^");
    return { index: index.name, from, to: this.exponentOfSum() };
  }

  private exponentOfSum(): Formula {
    const token = this.tokens[this.at];
    if (token?.kind === "sign" && "({".includes(token.sign)) return this.bracketed(token.sign, token.sign === "(" ? ")" : "}");
    return this.primary();
  }

  private outsideBars<T>(read: () => T): T {
    const bars = this.bars;
    this.bars = 0;
    const result = read();
    this.bars = bars;
    return result;
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new Unreadable(this.tokens[Math.min(this.at, this.tokens.length - 1)]!.span, say.tooDeep);
    const result = read();
    this.depth--;
    return result;
  }

  private sign(wanted: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "sign" || token.sign !== wanted) return false;
    this.at++;
    return true;
  }

  private expect(wanted: string): Span {
    const token = this.tokens[this.at];
    if (!token) throw this.missing(say.closing(wanted));
    if (!this.sign(wanted)) throw new Unreadable(token.span, say.expected(say.closing(wanted), `'${textOf(token)}'`));
    return token.span;
  }

  private missing(what: string): Unreadable {
    const last = this.tokens.at(-1)!.span;
    return new Unreadable({ start: last.start, end: last.end }, say.expected(what, say.end));
  }
}

function parameterNames(tokens: readonly Token[]): string[] | null {
  const [open, ...rest] = tokens;
  const close = rest.pop();
  if (open?.kind !== "sign" || open.sign !== "(" || close?.kind !== "sign" || close.sign !== ")") return null;
  const names: string[] = [];
  for (const [i, token] of rest.entries()) {
    if (i % 2 === 0 && token.kind === "name") names.push(token.name);
    else if (i % 2 === 0 || token.kind !== "sign" || token.sign !== ",") return null;
  }
  return names;
}

const binary = (operator: FormulaOperator, left: Formula, right: Formula, end = right.span.end): Formula => ({
  kind: "binary", operator, left, right, span: { start: left.span.start, end },
});

function textOf(token: Token): string {
  switch (token.kind) {
    case "number":
      return String(token.value);
    case "superscript":
      return `^${token.value}`;
    case "name":
      return token.name;
    case "sign":
      return token.sign;
    case "newline":
      return "\\n";
    case "unknown":
      return token.text;
  }
}
