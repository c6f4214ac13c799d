/** A finished run → the report. */
import { contiguous, type NDArray } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { sameShape } from "../tensor/shape.js";
import type { Node } from "../trace/node.js";
import type { Evaluated, EvaluatedVariable } from "./evaluated.js";
import type { LensGradients } from "./gradients.js";
import { reportMessages as say } from "./messages.js";
import { type ArrayView, type FrameworkGradient, type LensEntry, type Note, REPORT_SCHEMA, type Report, type Target, type Variable } from "./report.js";
import { viewOf } from "./array-view.js";

const NOTE_TEXT = 60;
/** Whole arrays are for the command line; lenses and notes show the first numbers. */
const SHOWN = 8;

/** `calls`: how many backward() calls the program made. `whole`: bound for arrays in `variables`. */
export function buildReport(run: Evaluated, gradients: LensGradients, calls: number, whole: number): Report {
  return {
    schema: REPORT_SCHEMA,
    language: run.language,
    region: run.region,
    target: targetOf(run),
    lenses: lensesOf(run, gradients, calls),
    notes: notesOf(run, gradients),
    variables: run.variables.map((variable) => variableOf(variable, gradients, whole)),
    stdout: run.stdout,
    error: run.error,
    problems: run.problems,
    work: run.work,
  };
}

export function targetOf(run: Evaluated): Target | null {
  const { target } = run;
  if (!target) return null;
  const type = run.language === "formula" ? "float" : target.node.weak ? "float" : target.node.value.dtype;
  return {
    name: target.name, span: target.span, isBackward: target.isBackward, madeUp: target.node.madeUp,
    value: viewOf(target.node.value, type, SHOWN),
    symbol: symbolOf(target),
    upstream: target.seed ? viewOf(target.seed.value, type, SHOWN) : null,
  };
}

/** What stands above the fraction bar. A given upstream gradient is ∂L/∂target of an L outside the text. */
export function symbolOf(target: NonNullable<Evaluated["target"]>): string {
  if (!target.seed) return target.name;
  return target.name === "L" ? "J" : "L";
}

/** One entry a name the target depends on, or whose gradient was cut; parameters of modules at the call that made them. */
function lensesOf(run: Evaluated, gradients: LensGradients, calls: number): LensEntry[] {
  if (!run.target) return [];
  const shown = new Set<Node>();
  const entries: LensEntry[] = [];
  const add = (name: string, span: LensEntry["span"], nodes: readonly Node[], type: string, framework: Node | null | undefined, requiresGrad: boolean): void => {
    const node = gradients.newestUsed(nodes);
    const gradient = gradients.of(node, type, SHOWN);
    if (gradient.kind === "noPath" || node === run.target?.node) return;
    // A learning rate inside no_grad and integer labels have no gradient anybody waits for; their hovers say why.
    if (gradient.kind === "cut" && (!isFloating(node.value.dtype) || UPDATES.has(gradient.by))) return;
    for (const one of nodes) shown.add(one);
    entries.push({ name, span, value: viewOf(node.value, type, SHOWN), gradient, madeUp: node.madeUp || (gradients.adjoints.get(node)?.madeUp ?? false), framework: frameworkOf(framework, gradients.adjoints.get(node) ?? null, requiresGrad, calls, type) });
  };
  for (const name of run.names) add(name.name, name.span, name.nodes, name.type, name.frameworkGradient, name.requiresGrad);
  for (const variable of run.variables) {
    const made = variable.nodes.at(-1)?.span ?? null;
    if (!made || variable.frameworkGradient === undefined || variable.nodes.some((node) => shown.has(node))) continue;
    add(variable.name, made, variable.nodes, variable.type, variable.frameworkGradient, true);
  }
  return entries.sort((a, b) => a.span.start - b.span.start);
}

/** Cuts that are the training loop's own. */
const UPDATES: ReadonlySet<string> = new Set(["no_grad", "inference_mode", "optimizer.step"]);

export function frameworkOf(held: Node | null | undefined, lens: Node | null, requiresGrad: boolean, calls: number, type: string): FrameworkGradient | null {
  if (held === undefined) return null;
  if (held === null) return { kind: "none", reason: requiresGrad ? say.noBackward : say.requiresGradOff };
  const same = lens !== null && close(held.value, lens.value);
  const reason = same ? null : calls > 1 ? say.accumulated(calls) : say.differs;
  return { kind: "value", view: viewOf(held.value, type, SHOWN), sameAsLens: same, reason };
}

/** Within single precision: 1e-5 of the larger. */
function close(a: NDArray, b: NDArray): boolean {
  if (!sameShape(a.shape, b.shape)) return false;
  const [left, right] = [contiguous(a).buffer, contiguous(b).buffer];
  for (let i = 0; i < left.length; i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    if (!(Object.is(x, y) || Math.abs(x - y) <= 1e-5 * Math.max(Math.abs(x), Math.abs(y), 1e-30))) return false;
  }
  return true;
}

function notesOf(run: Evaluated, gradients: LensGradients): Note[] {
  return run.notes
    .map((note) => ({
      span: note.span,
      text: excerpt(run.source, note.span),
      value: viewOf(note.node.value, note.type, SHOWN),
      gradient: gradients.of(note.node, note.type, SHOWN),
    }))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

export function excerpt(source: string, span: Note["span"]): string {
  const text = source.slice(span.start, Math.min(span.end, span.start + NOTE_TEXT + 1)).replace(/\s+/g, " ");
  return span.end - span.start > NOTE_TEXT ? `${text.slice(0, NOTE_TEXT)}…` : text;
}

function variableOf(variable: EvaluatedVariable, gradients: LensGradients, whole: number): Variable {
  const used = gradients.newestUsed(variable.nodes);
  const adjoint = gradients.adjoints.get(used);
  const grad: ArrayView | null = variable.frameworkGradient ? viewOf(variable.frameworkGradient.value, variable.type, whole) : null;
  return {
    name: variable.name,
    value: viewOf(variable.node.value, variable.type, whole),
    grad,
    lensGrad: adjoint ? viewOf(adjoint.value, variable.type === "int" ? "float" : variable.type, whole) : null,
    gradMadeUp: (adjoint?.madeUp ?? false) || (variable.frameworkGradient?.madeUp ?? false),
    origin: variable.origin,
    span: variable.span,
  };
}

