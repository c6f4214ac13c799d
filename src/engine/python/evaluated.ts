/** A finished run in the words of the report: target, names, notes, variables. */
import type { Evaluated, EvaluatedName, EvaluatedNote, EvaluatedTarget, EvaluatedVariable } from "../report/evaluated.js";
import type { Origin, Problem } from "../report/report.js";
import type { Expression, Program } from "../syntax/program.js";
import { sizeOf } from "../tensor/shape.js";
import { contains, type Span } from "../text/span.js";
import { BACKWARD_TARGET, type BackwardCalls } from "../trace/backward-target.js";
import type { Node } from "../trace/node.js";
import type { Machine } from "./machine.js";
import { pythonMessages as say } from "./messages.js";
import { PyFloat, PyInstance, PyList, PyTracedInt, PyTuple, TracedObject, type Value } from "./object.js";
import type { Binding, Run } from "./run.js";

export function evaluatedFrom(run: Run, program: Program, source: string, region: Span | null): Evaluated {
  const expressions = expressionsOf(program);
  const reading = new Reading(run, expressions, source, region);
  const target = reading.target();
  const problems = [...run.problems];
  if (!target && problems.every((problem) => problem.code === "notebook-command")) problems.push(noTarget(region, source));
  return {
    language: "python", source, region, target,
    notes: reading.notes(),
    names: reading.names(),
    variables: reading.variables(),
    backwardCalls: reading.backward?.count ?? 0,
    targetHistory: target?.isBackward ? (reading.backward?.values.get(target.span.start) ?? []) : [],
    stdout: run.stdout, error: run.error, problems,
    work: { steps: run.steps, operations: run.machine.trace.operations },
    decisions: run.machine.trace.decisions,
  };
}

const noTarget = (region: Span | null, source: string): Problem => ({ code: "no-target", severity: "information", message: say.noTarget, span: region ?? { start: 0, end: Math.min(source.length, 1) } });

/** Paths into containers go this deep and this wide. */
const DEEPEST = 2;
const WIDEST = 64;

class Reading {
  readonly backward: BackwardCalls | undefined;
  constructor(private readonly run: Run, private readonly expressions: readonly (Expression | undefined)[], private readonly source: string, private readonly region: Span | null) {
    this.backward = run.peek(BACKWARD_TARGET) as BackwardCalls | undefined; // the key's owner writes nothing else
  }

  /** The last backward() of the region; else its last computed scalar. */
  target(): EvaluatedTarget | null {
    const call = this.backward?.calls.findLast((one) => one.span && this.inRegion(one.span));
    if (call?.span) {
      const text = this.source.slice(call.span.start, call.span.end);
      const name = /^([\s\S]*?)\s*\.\s*backward\s*\(/.exec(text)?.[1] ?? text;
      return { name: name.replace(/\s+/g, " "), span: { start: call.span.start, end: call.span.start + name.length }, node: call.node, seed: call.seed, known: call.adjoints, isBackward: true };
    }
    const bare = this.run.lastExpression;
    if (bare && this.inRegion(bare.expression.span)) {
      const node = this.computedScalar(bare.value, this.run.notes.nodes[bare.expression.id]);
      const text = this.source.slice(bare.expression.span.start, bare.expression.span.end);
      if (node) return { name: text.length > 40 ? `${text.slice(0, 40)}…` : text, span: bare.expression.span, node, seed: null, isBackward: false };
    }
    const scalars = this.run.bindings.filter((binding) => binding.scope === null && binding.kind === "assignment" && this.inRegion(binding.span) && this.computedScalar(binding.value, binding.node ?? undefined) !== null);
    // An array of one element is a scalar only where there is no real one.
    const real = scalars.filter((binding) => this.computedScalar(binding.value, binding.node ?? undefined)!.value.shape.length === 0);
    const last = (real.length ? real : scalars).reduce<Binding | null>((best, binding) => (!best || binding.order > best.order ? binding : best), null);
    if (!last) return null;
    return { name: last.name, span: last.span, node: this.computedScalar(last.value, last.node ?? undefined)!, seed: null, isBackward: false };
  }

  notes(): EvaluatedNote[] {
    const { values, nodes, counts } = this.run.notes;
    return this.expressions.flatMap((expression, id) => {
      const value = values[id];
      if (!expression || value === undefined) return [];
      const node = nodes[id] ?? this.numberNode(value);
      return node ? [{ span: expression.span, node, type: typeLabel(value, node), evaluations: counts[id] ?? 0 }] : [];
    });
  }

  /** One a name and scope, at its first binding. */
  names(): EvaluatedName[] {
    const loads = this.loads();
    const groups = new Map<string, Binding[]>();
    for (const binding of this.run.bindings) {
      const key = `${binding.scope ?? ""}\0${binding.name}`;
      groups.set(key, [...(groups.get(key) ?? []), binding]);
    }
    const scopes = new Map<string, number>();
    for (const key of groups.keys()) scopes.set(key.split("\0")[1]!, (scopes.get(key.split("\0")[1]!) ?? 0) + 1);
    return [...groups.values()].flatMap((bindings): EvaluatedName[] => {
      const newest = bindings.toSorted((a, b) => b.order - a.order);
      const nodes = unique([
        ...newest.flatMap((binding) => this.nodesOf(binding.value, binding.node)),
        // A name of one scope only: what it was where it was read.
        ...(scopes.get(bindings[0]!.name) === 1 ? (loads.get(bindings[0]!.name) ?? []) : []),
      ]).sort((a, b) => b.id - a.id);
      if (!nodes.length) return [];
      const { value } = newest[0]!;
      const first = bindings.reduce((best, binding) => (binding.span.start < best.span.start ? binding : best));
      return [{ name: first.name, span: first.span, nodes, type: typeLabel(value, nodes[0]!), ...frameworkOf(this.run.machine, value) }];
    });
  }

  variables(): EvaluatedVariable[] {
    const found: EvaluatedVariable[] = [];
    for (const [name, global] of this.run.globals) this.collect(name, global.value, global.span, 0, found);
    return found;
  }

  private collect(name: string, value: Value, span: Span | null, depth: number, into: EvaluatedVariable[]): void {
    const { machine } = this.run;
    if (value instanceof TracedObject && !value.shownInReports) return;
    // A tensor is read once more: it may be a view of what was written last.
    const node = typeof value === "number" || typeof value === "boolean" || value instanceof TracedObject ? machine.nodeOf(value) : this.nodesOf(value, null)[0];
    if (node) {
      const type = typeLabel(value, node);
      into.push({ name, node, nodes: unique(this.nodesOf(value, node)), type, frameworkGradient: frameworkOf(machine, value).frameworkGradient, origin: originOf(node), span });
    } else if (value instanceof PyInstance) this.collectModule(name, value, into);
    else if (depth < DEEPEST && (value instanceof PyList || value instanceof PyTuple)) {
      if (value.items.length <= WIDEST) value.items.forEach((item, i) => this.collect(`${name}[${i}]`, item, span, depth + 1, into));
    } else if (depth < DEEPEST && machine.isDict(value)) {
      const entries = machine.dictEntries(value);
      if (entries.length > WIDEST) return;
      for (const [key, item] of entries) if (typeof key === "string" || typeof key === "number") this.collect(`${name}[${machine.repr(key)}]`, item, span, depth + 1, into);
    }
  }

  /** Parameters and buffers of anything that lists them. */
  private collectModule(name: string, value: PyInstance, into: EvaluatedVariable[]): void {
    const { machine } = this.run;
    for (const lister of ["named_parameters", "named_buffers"]) {
      try {
        const method = machine.findAttribute(value, lister);
        if (method === undefined) return;
        for (const pair of machine.iterate(machine.call(method, []))) {
          if (pair instanceof PyTuple && typeof pair.items[0] === "string") this.collect(`${name}.${pair.items[0]}`, pair.items[1] ?? null, null, DEEPEST, into);
        }
      } catch {
        // The user's own class may define the name otherwise; then it has no parameters to list.
        return;
      }
    }
  }

  private loads(): Map<string, Node[]> {
    const loads = new Map<string, Node[]>();
    const { values, nodes } = this.run.notes;
    for (const [id, expression] of this.expressions.entries()) {
      if (expression?.kind !== "Name" || values[id] === undefined) continue;
      const node = nodes[id] ?? this.numberNode(values[id]);
      if (node) loads.set(expression.name, [...(loads.get(expression.name) ?? []), node]);
    }
    return loads;
  }

  private nodesOf(value: Value, node: Node | null): Node[] {
    if (value instanceof TracedObject && !value.shownInReports) return [];
    if (value instanceof TracedObject) return [...(node ? [node] : []), ...value.history()];
    const own = this.numberNode(value) ?? node;
    return own ? [own] : [];
  }

  /** Of floats and of ints that are followed. */
  private numberNode(value: Value): Node | null {
    return value instanceof PyFloat || value instanceof PyTracedInt ? this.run.machine.nodeOf(value) : null;
  }

  /** The node of a value of one element that an operation made. */
  private computedScalar(value: Value, node: Node | undefined): Node | null {
    if (value instanceof TracedObject && !value.shownInReports) return null;
    const own = value instanceof TracedObject ? (node ?? value.history()[0] ?? null) : this.numberNode(value);
    return own?.card && sizeOf(own.value.shape) === 1 && (own.value.dtype === "float32" || own.value.dtype === "float64") ? own : null;
  }

  private inRegion(span: Span): boolean { return this.region === null || this.region.start === this.region.end || contains(this.region, span) || (span.start < this.region.end && span.end > this.region.start); }
}

function typeLabel(value: Value, node: Node): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number" || typeof value === "bigint" || value instanceof PyTracedInt) return "int";
  return value instanceof PyFloat ? "float" : node.value.dtype;
}

function frameworkOf(machine: Machine, value: Value): Pick<EvaluatedName, "frameworkGradient" | "requiresGrad"> {
  if (!(value instanceof TracedObject)) return { frameworkGradient: undefined, requiresGrad: false };
  return { frameworkGradient: value.frameworkGradient(machine), requiresGrad: value.history()[0]?.requiresGrad ?? false };
}

const originOf = (node: Node): Origin => (node.madeUp ? "placeholder" : node.origin.kind === "cut" ? "computed" : node.origin.kind);

const unique = (nodes: readonly Node[]): Node[] => [...new Set(nodes)];

/** Every expression of the program by its id. */
function expressionsOf(program: Program): (Expression | undefined)[] {
  const found = new Array<Expression | undefined>(program.expressionCount).fill(undefined);
  const stack: unknown[] = [program.body];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (typeof at !== "object" || at === null) continue;
    if (!Array.isArray(at) && "id" in at && typeof at.id === "number") found[at.id] = at as Expression; // only expressions have an id
    for (const child of Object.values(at)) if (typeof child === "object" && child !== null) stack.push(child);
  }
  return found;
}
