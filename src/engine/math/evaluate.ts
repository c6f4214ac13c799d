/**
 * Runs a parsed formula on the tape. Definitions may stand in any order: a name is computed when it is first needed.
 * Names the region does not define are looked up on the lines before it.
 */
import type { Problem } from "../report/report.js";
import type { Evaluated, EvaluatedName, EvaluatedNote } from "../report/evaluated.js";
import { OperationError } from "../ops/define.js";
import { fromNumbers, item, scalar } from "../tensor/array.js";
import { sameShape, sizeOf } from "../tensor/shape.js";
import type { Span } from "../text/span.js";
import { LimitReached } from "../trace/limits.js";
import type { Node } from "../trace/node.js";
import { Trace, type TraceLimits } from "../trace/trace.js";
import { constantList } from "./constant-list.js";
import type { Definition, Formula, FormulaOperator, FormulaText } from "./formula.js";
import { BINARY, CONSTANTS, UNARY } from "./functions.js";
import { mathMessages as say } from "./messages.js";
import { parseFormula } from "./parse.js";

/** What the formula cannot do at a place. */
class FormulaError extends Error {
  constructor(readonly code: string, readonly span: Span, message: string) { super(message); }
}

export function evaluateFormula(source: string, region: Span, limits: TraceLimits): Evaluated {
  return new FormulaRun(source, region, limits).evaluated();
}

const MAX_TERMS = 10_000;

class FormulaRun {
  private readonly trace: Trace;
  private readonly text: FormulaText;
  private readonly definitions = new Map<string, Definition>();
  private readonly values = new Map<string, Node>();
  private readonly busy = new Set<string>();
  private readonly notes = new Map<Formula | Definition, EvaluatedNote>();
  private readonly problems: Problem[] = [];
  private earlier: Map<string, Definition> | null = null;

  constructor(private readonly source: string, private readonly region: Span, limits: TraceLimits) {
    this.trace = new Trace(limits);
    this.text = parseFormula(source, region);
    for (const problem of this.text.problems) this.problems.push({ ...problem, severity: "warning" });
    for (const definition of this.text.definitions) if (definition.name && definition.kind === "value") this.definitions.set(definition.name, definition);
  }

  evaluated(): Evaluated {
    const bare: { definition: Definition; node: Node }[] = [];
    for (const definition of this.text.definitions) {
      this.attempt(definition.span, () => {
        if (definition.kind === "upstream" || definition.parameters.length) return;
        if (definition.name) this.named(definition.name, definition.nameSpan, NO_LOCALS);
        else bare.push({ definition, node: this.evaluate(definition.value, NO_LOCALS) });
      });
    }
    const target = this.target(bare);
    if (!this.text.definitions.length && !this.problems.length) this.problem("formula-empty", this.region, say.nothing, "information");
    else if (!target && !this.problems.length) this.problem("formula-no-target", this.region, say.noTarget, "information");
    const names = this.names();
    return {
      language: "formula", source: this.source, region: this.region, target,
      notes: [...this.notes.values()],
      names,
      variables: names.map((name) => ({ name: name.name, node: name.nodes[0]!, nodes: name.nodes, type: name.type, frameworkGradient: undefined, origin: name.nodes[0]!.card ? "computed" : "literal", span: name.span })),
      backwardCalls: 0, targetHistory: [], stdout: "", error: null, problems: this.problems,
      work: { steps: this.notes.size, operations: this.trace.operations },
      decisions: this.trace.decisions,
    };
  }

  /** The value an upstream gradient is given for; else the last definition or expression that computes something. */
  private target(bare: readonly { definition: Definition; node: Node }[]): Evaluated["target"] {
    const upstream = this.text.definitions.findLast((definition) => definition.kind === "upstream");
    if (upstream?.name) {
      const name = upstream.name;
      const definition = this.definitions.get(name);
      const node = this.values.get(name);
      const seed = this.attempt(upstream.span, () => this.evaluate(upstream.value, NO_LOCALS));
      if (definition && node && seed) return { name, span: definition.nameSpan, node, seed: this.shaped(seed, node), isBackward: false };
    }
    for (const definition of this.text.definitions.toReversed()) {
      const node = definition.name ? this.values.get(definition.name) : bare.find((entry) => entry.definition === definition)?.node;
      if (!node?.card || definition.kind === "upstream") continue;
      const name = definition.name ?? this.source.slice(definition.span.start, definition.span.end).trim();
      if (sizeOf(node.value.shape) === 1) return { name, span: definition.nameSpan, node, seed: null, isBackward: false };
      this.problem("formula-not-scalar", definition.nameSpan, say.notScalar(name, `[${node.value.shape.join(", ")}]`), "information");
      return { name, span: definition.nameSpan, node: this.trace.apply("sum", [node], { axes: null, keepdim: false }), seed: null, isBackward: false };
    }
    return null;
  }

  private shaped(seed: Node, like: Node): Node {
    return sameShape(seed.value.shape, like.value.shape) ? seed : this.trace.apply("expand", [seed], { shape: like.value.shape });
  }

  private names(): EvaluatedName[] {
    const known = [...this.values].map(([name, node]): EvaluatedName => {
      const definition = this.definitions.get(name) ?? this.earlier?.get(name);
      return { name, span: definition?.nameSpan ?? this.region, nodes: [node], type: "float", frameworkGradient: undefined, requiresGrad: true };
    });
    return known.sort((a, b) => a.span.start - b.span.start);
  }

  /** The value of a name: a local, a definition of the region, of an earlier line, or a constant. */
  private named(name: string, at: Span, locals: Locals): Node {
    const local = locals.get(name);
    if (local) return local;
    const known = this.values.get(name);
    if (known) return known;
    const definition = this.definitions.get(name) ?? this.earlierDefinition(name);
    if (!definition) {
      const constant = CONSTANTS[name];
      if (constant !== undefined) return this.trace.leaf(scalar("float64", constant), { kind: "literal" });
      throw new FormulaError("undefined-name", at, say.undefinedName(name));
    }
    if (this.busy.has(name)) throw new FormulaError("circular-definition", at, say.circular(name));
    this.busy.add(name);
    try {
      const node = this.evaluate(definition.value, NO_LOCALS);
      this.values.set(name, node);
      this.note(definition, definition.nameSpan, node);
      return node;
    } finally {
      this.busy.delete(name);
    }
  }

  private knows(name: string, locals: Locals): boolean {
    return locals.has(name) || this.values.has(name) || this.definitions.has(name) || this.earlierDefinition(name) !== undefined;
  }

  /** Read once, at the first name the region does not define; later lines win over earlier ones. */
  private earlierDefinition(name: string): Definition | undefined {
    if (!this.earlier) {
      this.earlier = new Map();
      const start = Math.max(0, this.region.start - 100_000);
      for (const definition of parseFormula(this.source, { start, end: this.region.start }).definitions) {
        if (definition.kind === "value" && definition.name && !definition.parameters.length) this.earlier.set(definition.name, definition);
      }
    }
    return this.earlier.get(name);
  }

  private evaluate(formula: Formula, locals: Locals): Node {
    this.trace.span = formula.span;
    const node = this.compute(formula, locals);
    this.note(formula, formula.span, node);
    return node;
  }

  private compute(formula: Formula, locals: Locals): Node {
    switch (formula.kind) {
      case "number":
        return this.trace.leaf(scalar("float64", formula.value), { kind: "literal" });
      case "name":
        return this.nameOrProduct(formula.name, formula.span, locals);
      case "negate":
        return this.negated(formula, locals);
      case "transpose":
        return this.apply(formula, "transpose", [this.evaluate(formula.operand, locals)], { first: -2, second: -1 });
      case "binary":
        return this.operation(formula, formula.operator, this.evaluate(formula.left, locals), this.evaluate(formula.right, locals));
      case "call":
        return this.call(formula, locals);
      case "list":
        return this.list(formula, locals);
      case "sum":
        return this.sum(formula, locals);
    }
  }

  /** −2 is a number, not an operation on one. */
  private negated(formula: Extract<Formula, { kind: "negate" }>, locals: Locals): Node {
    if (formula.operand.kind === "number") return this.trace.leaf(scalar("float64", -formula.operand.value), { kind: "literal" });
    return this.apply(formula, "neg", [this.evaluate(formula.operand, locals)]);
  }

  /** `wx` is w·x where only w and x are known; `x_i` is an element of x where i is known and x_i is not. */
  private nameOrProduct(name: string, span: Span, locals: Locals): Node {
    if (this.knows(name, locals)) return this.named(name, span, locals);
    const element = /^(.+)_([^_]+)$/.exec(name);
    if (element && locals.has(element[2]!) && this.knows(element[1]!, locals)) {
      return this.element(this.named(element[1]!, span, locals), element[1]!, item(locals.get(element[2]!)!.value), span);
    }
    const letters = name.match(/\p{L}\p{M}*(?:_[\p{L}\d]+|['′])*/gu) ?? [];
    if (letters.length > 1 && letters.join("") === name && letters.every((letter) => this.knows(letter, locals))) {
      return letters.map((letter) => this.named(letter, span, locals)).reduce((left, right) => this.operation({ span }, "dot", left, right));
    }
    return this.named(name, span, locals);
  }

  /** The index-th element, counted from 1 as formulas do. */
  private element(vector: Node, name: string, index: number, span: Span): Node {
    const length = vector.value.shape[0] ?? 0;
    if (!Number.isInteger(index) || index < 1 || index > length) throw new FormulaError("formula-index", span, say.element(name, index, length));
    const rest = vector.value.shape.slice(1);
    const row = this.apply({ span }, "slice", [vector], { starts: [index - 1, ...rest.map(() => 0)], stops: [index, ...rest], steps: vector.value.shape.map(() => 1) });
    return this.apply({ span }, "reshape", [row], { shape: rest });
  }

  /** · and juxtaposition are the matrix or inner product where both sides have axes. */
  private operation(at: { readonly span: Span }, operator: FormulaOperator, left: Node, right: Node): Node {
    const arrays = left.value.shape.length > 0 && right.value.shape.length > 0;
    return this.apply(at, operator === "dot" ? (arrays ? "matmul" : "mul") : operator, [left, right]);
  }

  private call(formula: Extract<Formula, { kind: "call" }>, locals: Locals): Node {
    const { name } = formula;
    const defined = this.definitions.get(name) ?? this.earlierDefinition(name);
    if (defined?.parameters.length) return this.callDefined(formula, defined, locals);
    const parameters = (): Node[] => formula.arguments.map((argument) => this.evaluate(argument, locals));
    const takes = (count: number): void => {
      if (formula.arguments.length !== count) throw new FormulaError("formula-arguments", formula.span, say.argumentCount(name, count, formula.arguments.length));
    };
    if (!defined && UNARY[name]) {
      takes(1);
      const attributes = name === "softmax" ? { axis: -1 } : {};
      return this.apply(formula, UNARY[name], parameters(), attributes);
    }
    if (!defined && BINARY[name] && formula.arguments.length >= 2) return parameters().reduce((left, right) => this.apply(formula, BINARY[name]!, [left, right]));
    if (formula.arguments.length === 1) return this.operation(formula, "dot", this.nameOrProduct(name, formula.nameSpan, locals), parameters()[0]!);
    throw new FormulaError("undefined-name", formula.nameSpan, say.undefinedName(name));
  }

  private callDefined(formula: Extract<Formula, { kind: "call" }>, defined: Definition, locals: Locals): Node {
    if (defined.parameters.length !== formula.arguments.length) {
      throw new FormulaError("formula-arguments", formula.span, say.argumentCount(formula.name, defined.parameters.length, formula.arguments.length));
    }
    if (this.busy.has(formula.name)) throw new FormulaError("circular-definition", formula.nameSpan, say.circular(formula.name));
    const inner = new Map(defined.parameters.map((parameter, i) => [parameter, this.evaluate(formula.arguments[i]!, locals)]));
    this.busy.add(formula.name);
    try {
      return this.evaluate(defined.value, inner);
    } finally {
      this.busy.delete(formula.name);
    }
  }

  /** A list of numbers is one leaf; with names or operations in it, its elements are stacked. */
  private list(formula: Extract<Formula, { kind: "list" }>, locals: Locals): Node {
    const constant = constantList(formula);
    if (constant) {
      const { shape, values } = constant;
      return this.trace.leaf(fromNumbers("float64", shape, values), { kind: "literal" });
    }
    const elements = formula.elements.map((element) => this.evaluate(element, locals));
    if (elements.some((element) => !sameShape(element.value.shape, elements[0]!.value.shape))) throw new FormulaError("formula-shape", formula.span, say.ragged);
    const rows = elements.map((element) => this.apply(formula, "unsqueeze", [element], { axis: 0 }));
    return this.apply(formula, "cat", rows, { axis: 0 });
  }

  private sum(formula: Extract<Formula, { kind: "sum" }>, locals: Locals): Node {
    if (!formula.range) return this.apply(formula, "sum", [this.evaluate(formula.body, locals)], { axes: null, keepdim: false });
    const from = item(this.evaluate(formula.range.from, locals).value);
    const to = item(this.evaluate(formula.range.to, locals).value);
    if (!Number.isInteger(from) || !Number.isInteger(to) || to - from >= MAX_TERMS) throw new FormulaError("formula-sum", formula.span, say.sumBounds);
    let total: Node | null = null;
    for (let i = from; i <= to; i++) {
      const index = this.trace.leaf(scalar("float64", i), { kind: "literal" });
      const term = this.evaluate(formula.body, new Map([...locals, [formula.range.index, index]]));
      total = total ? this.apply(formula, "add", [total, term]) : term;
    }
    return total ?? this.trace.leaf(scalar("float64", 0), { kind: "literal" });
  }

  private apply(at: { readonly span: Span }, card: string, inputs: readonly Node[], attributes = {}): Node {
    this.trace.span = at.span;
    try {
      return this.trace.apply(card, inputs, attributes);
    } catch (error) {
      if (error instanceof OperationError) throw new FormulaError("formula-shape", at.span, error.message);
      if (error instanceof LimitReached) throw new FormulaError("element-limit", at.span, error.message);
      throw error;
    }
  }

  private note(of: Formula | Definition, span: Span, node: Node): void {
    this.notes.set(of, { span, node, type: "float", evaluations: (this.notes.get(of)?.evaluations ?? 0) + 1 });
  }

  private attempt<T>(span: Span, run: () => T): T | null {
    try {
      return run();
    } catch (error) {
      if (error instanceof FormulaError) this.problem(error.code, error.span, error.message, "warning");
      else if (error instanceof RangeError) this.problem("formula-depth", span, say.tooDeep, "warning");
      else throw error;
      return null;
    }
  }

  private problem(code: string, span: Span, message: string, severity: Problem["severity"]): void {
    if (!this.problems.some((known) => known.code === code && known.message === message)) this.problems.push({ code, severity, message, span });
  }
}

type Locals = ReadonlyMap<string, Node>;
const NO_LOCALS: Locals = new Map();
