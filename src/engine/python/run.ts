/** Program → Run: compiles and runs top-level statements one after the other. Never throws. */

import { OperationError } from "../ops/define.js";
import type { Problem } from "../report/report.js";
import type { Expression, Program, Statement } from "../syntax/program.js";
import { isForeign, type Span } from "../text/span.js";
import { LimitReached } from "../trace/limits.js";
import type { Node } from "../trace/node.js";
import type { Trace } from "../trace/trace.js";
import { installBuiltins } from "./builtins/index.js";
import { type Context, NOTHING } from "./compile/context.js";
import { expression } from "./compile/expressions.js";
import { moduleScope, type Scope } from "./compile/scopes.js";
import { execute } from "./compile/statements.js";
import { type Execute, Frame, NORMAL } from "./frame.js";
import type { Machine, ModuleTable } from "./machine.js";
import { pythonMessages as say } from "./messages.js";
import type { BindingSite, Notes } from "./notes.js";
import { PyRaise, Unsupported, type Value } from "./object.js";
import { type RunLimits, type RunningLoop, Runtime } from "./runtime.js";
import type { Workspace } from "./modules/workspace.js";
import { PyInert } from "./values/function.js";
import { exceptionText } from "./semantics/text.js";

export interface RunOptions {
  readonly source: string;
  readonly modules: ModuleTable;
  readonly trace: Trace;
  readonly limits: RunLimits;
  readonly clock: () => number;
  /** Told now and then: the iteration of the outermost loop, and how many there are (0: not known). */
  readonly onProgress?: (done: number, total: number) => void;
  /** Modules beside the program, by their dotted names. */
  readonly workspace?: Workspace;
  /** Only the top-level statements that begin before this offset; null: all. */
  readonly until: number | null;
}

/** A global name. */
export interface Global {
  readonly value: Value;
  /** Its first binding in the text; null: a star import. */
  readonly span: Span | null;
}

/** A place where a name is bound, with what it was bound to last. */
export interface Binding extends BindingSite {
  readonly value: Value;
  /** For traced objects: the node at that moment. */
  readonly node: Node | null;
  readonly evaluations: number;
  /** Increasing over the run: larger is later. */
  readonly order: number;
}

export interface Run {
  /** Asks for nodes (`nodeOf`), attributes and texts after the run. */
  readonly machine: Machine;
  readonly stdout: string;
  /** The uncaught exception as the last line of Python's traceback. */
  readonly error: string | null;
  readonly errorSpan: Span | null;
  readonly problems: readonly Problem[];
  /** In the order in which the names were first bound. */
  readonly globals: ReadonlyMap<string, Global>;
  /** By expression id: last value, node of traced objects at that moment, number of evaluations. Ints, strings and all else included. */
  readonly notes: Pick<Notes, "values" | "nodes" | "counts">;
  /** Every place where a name was bound at least once. */
  readonly bindings: readonly Binding[];
  /** The last top-level statement that is a bare expression and was reached. */
  readonly lastExpression: { readonly expression: Expression; readonly value: Value } | null;
  readonly steps: number;
  /** State of a framework by key, if it made one: `peek("backward-target")`. */
  readonly peek: (key: string) => unknown;
}

export function runProgram(program: Program, options: RunOptions): Run {
  const execution = new Execution(program, options);
  execution.runTo(program.body.length);
  return execution.end();
}

/** A run on its way. It may stop before any top-level statement, and go on with another text that is the same up to there. */
export class Execution {
  private readonly rt: Runtime;
  private readonly module = moduleScope();
  private readonly frame = new Frame(0, null);
  private readonly isNotebook: boolean;
  private context: Context;
  private next = 0;
  private error: { text: string; span: Span } | null = null;
  private isStopped = false;
  private lastExpression: Run["lastExpression"] = null;
  /** Milliseconds of the run before each statement that was begun. */
  readonly begun: number[] = [];

  constructor(private program: Program, private options: RunOptions) {
    const rt = (this.rt = new Runtime(options.trace, options.modules, options.limits, options.clock, program.expressionCount, options.workspace ?? null));
    this.isNotebook = isNotebook(program, options.source);
    this.context = { rt, scope: this.module, module: this.frame, notes: rt.notes, file: fileOf(options), yielded: NOTHING, guarded: false };
    rt.onProgress = options.onProgress ?? null;
    rt.partial = isPartial(options);
    this.attempt(() => {
      installBuiltins(rt, this.context);
      if (this.isNotebook) for (const name of ["get_ipython", "display"]) rt.builtins.set(name, new PyInert(name));
    });
  }

  /** Runs the statements before this one; less where the program stops. */
  runTo(index: number): void {
    const { rt, frame, options: { until } } = this;
    this.attempt(() => {
      for (; this.next < index; this.next++) {
        const statement = this.program.body[this.next]!;
        if (until !== null && statement.span.start >= until) {
          this.isStopped = true;
          return;
        }
        this.begun.push(rt.milliseconds);
        rt.trace.span = statement.span;
        rt.trace.scope = null;
        const bare: Evaluated | null = statement.kind === "ExpressionStatement" ? { expression: statement.value, value: undefined } : null;
        if (bare) this.lastExpression = null;
        compiled(this.context, statement, bare)(frame);
        rt.step();
        if (bare && bare.value !== undefined) this.lastExpression = { expression: bare.expression, value: bare.value };
      }
    });
  }

  /** Stands still until `goOn`; the time until then is not its own. False: it cannot, and is over. */
  hold(): boolean {
    if (!this.isStopped && this.rt.hold()) return true;
    this.rt.end();
    return false;
  }

  /** Whether `goOn` may be called with these. The caller answers for the rest: statements, modules and limits are the same. */
  isFor(program: Program, options: Omit<RunOptions, "trace">): boolean {
    const { until } = options;
    return this.isNotebook === isNotebook(program, options.source) && isPartial(options) === isPartial(this.options) && this.program.body.slice(0, this.next).every(({ span }) => until === null || span.start < until);
  }

  /** With another text. The trace stays what it is. */
  goOn(program: Program, options: Omit<RunOptions, "trace">): void {
    const { rt } = this;
    this.program = program;
    this.options = { ...options, trace: this.options.trace };
    this.context = { ...this.context, file: fileOf(options) };
    rt.onProgress = options.onProgress ?? null;
    rt.notes.resize(program.expressionCount);
    rt.goOn();
  }

  end(): Run {
    const { rt, program } = this;
    rt.loops.length = 0;
    rt.trace.scope = null;
    rt.end();
    const globals = globalsOf(rt, this.module, this.frame);
    rt.tape.settle([...globals.values()].map(({ value }) => value));
    const unread: Problem[] = program.errors.map(({ span, message }) => ({ code: "syntax", severity: "information", message, span }));
    const commands: Problem[] = program.commands.map((span) => ({ code: "notebook-command", severity: "information", message: say.notebookCommand, span }));
    return {
      machine: rt,
      stdout: rt.output.join(""),
      error: this.error?.text ?? null,
      errorSpan: this.error?.span ?? null,
      problems: [...unread, ...commands, ...rt.problems],
      globals,
      notes: rt.notes,
      bindings: bindingsOf(rt.notes),
      lastExpression: this.lastExpression,
      steps: rt.stepsTaken,
      peek: (key) => rt.peek(key),
    };
  }

  private attempt(work: () => void): void {
    if (this.isStopped) return;
    try {
      work();
    } catch (thrown) {
      this.isStopped = true;
      this.error = stopped(this.rt, thrown);
    }
  }
}

const fileOf = ({ source }: Pick<RunOptions, "source">): Context["file"] => ({ name: "__main__", package: ".", path: "", text: source, base: 0 });
const isPartial = ({ until, source }: Pick<RunOptions, "until" | "source">): boolean => until !== null && until < source.trimEnd().length;

/** Written by or for IPython, which has two names more than Python. */
const isNotebook = (program: Program, source: string): boolean => program.commands.length > 0 || /^# In ?\[|^\s*get_ipython\(\)\./m.test(source);

interface Evaluated { readonly expression: Expression; value: Value | undefined }

function compiled(c: Context, statement: Statement, bare: Evaluated | null): Execute {
  if (!bare) return execute(c, statement);
  const value = expression(c, bare.expression);
  return (frame) => {
    bare.value = value(frame);
    return NORMAL;
  };
}

/** What ended the run, as a problem; the exception's text where it is the program's own. */
function stopped(rt: Runtime, thrown: unknown): { text: string; span: Span } | null {
  const error = rt.pythonError(thrown);
  rt.failed(error);
  const span = rt.failure?.span ?? { start: 0, end: 0 };
  const where = iterationText(rt.failure?.loops ?? []);
  const add = (code: string, severity: Problem["severity"], message: string, at = span): void => { rt.problems.push({ code, severity, message: message + within, span: shown(at) }); };
  const shown = (at: Span): Span => (isForeign(at) ? (rt.failure?.entry ?? { start: 0, end: 0 }) : at);
  const within = rt.placeText(span);
  if (error instanceof PyRaise) {
    const text = exceptionLine(rt, error);
    // The program's own wish: nothing is wrong.
    if (error.exception.type.name === "SystemExit") return { text, span: shown(span) };
    if (rt.guessed) {
      add("placeholder", "information", say.afterGuess(text));
      return null;
    }
    add("python-exception", "warning", text);
    return { text, span: shown(span) };
  }
  if (error instanceof Unsupported) add(error.code, "information", error.message);
  else if (error instanceof LimitReached) {
    const loop = rt.failure?.loops[0];
    const [wanted, allowed] = [count(error.wanted), count(error.allowed)];
    if (error.limit === "steps") add("step-limit", "information", say.steps(wanted, where), loop?.span);
    else if (error.limit === "milliseconds") add("time-limit", "information", say.time(String(error.allowed / 1000), where), loop?.span);
    else if (error.limit === "elements") add("element-limit", "information", say.elements(wanted, allowed, where));
    else add("depth-limit", "information", say.depth(where));
  } else if (error instanceof OperationError) {
    // A framework hands its own exception texts over; what comes here bare did not fit.
    add("python-exception", "warning", error.message);
    return { text: `RuntimeError: ${error.message}`, span: shown(span) };
  } else add("internal", "error", say.internal(error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
  return null;
}

const count = (value: number): string => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** The innermost loop that is known to be long says most: the outermost comes first, as people count epochs. */
function iterationText(loops: readonly RunningLoop[]): string {
  const [loop] = loops;
  if (!loop) return "";
  return loop.total === null ? say.openIteration(String(loop.iteration)) : say.iteration(String(loop.iteration), String(loop.total));
}

function exceptionLine(rt: Runtime, error: PyRaise): string {
  // As the conformance oracle words it: without the module that Python's traceback would name.
  const { name } = error.exception.type;
  let text: string;
  try {
    text = rt.str(error.exception);
  } catch {
    // Its own __str__ fails: Python says so too.
    text = exceptionText(rt, error.exception) || "<exception str() failed>";
  }
  return `${name}: ${text}`;
}

function globalsOf(rt: Runtime, module: Scope, frame: Frame): Map<string, Global> {
  const { notes } = rt;
  const first = new Map<string, Span>();
  notes.sites.forEach((site, i) => {
    const known = first.get(site.name);
    if (site.scope === null && notes.boundCounts[i] > 0 && (!known || site.span.start < known.start)) first.set(site.name, site.span);
  });
  const entries: [string, Global][] = [];
  for (const [name, slot] of module.slots) {
    const value = frame.slots[slot];
    if (value !== undefined && !(name.startsWith("__") && name.endsWith("__"))) entries.push([name, { value, span: first.get(name) ?? null }]);
  }
  return new Map(entries.sort(([, a], [, b]) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
}

function bindingsOf(notes: Notes): Binding[] {
  return notes.sites.flatMap((site, i) => {
    const value = notes.bound[i];
    return value === undefined ? [] : [{ ...site, value, node: notes.boundNodes[i] ?? null, evaluations: notes.boundCounts[i], order: notes.boundOrder[i] }];
  });
}
