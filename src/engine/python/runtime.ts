/** One run of a program: its state, and the door for native modules. What operators, calls and texts mean is in `semantics/`. */

import { deepCopy } from "./modules/copy.js";
import type { Problem } from "../report/report.js";
import type { BinaryOperator, CompareOperator } from "../syntax/program.js";
import { LineIndex } from "../text/line-index.js";
import { isForeign, ROOM, type Span } from "../text/span.js";
import { LimitReached } from "../trace/limits.js";
import type { Node } from "../trace/node.js";
import type { Trace } from "../trace/trace.js";
import { isOwn } from "./builtins/own.js";
import type { Machine, ModuleTable } from "./machine.js";
import { pythonMessages as say } from "./messages.js";
import type { SourceFile } from "./compile/context.js";
import type { Workspace } from "./modules/workspace.js";
import { Notes } from "./notes.js";
import { type Keywords, NO_KEYWORDS, PyFloat, PyInstance, PyModule, PyRaise, PyTracedInt, PyTuple, type PyType, TracedObject, Unsupported, type Value } from "./object.js";
import { ScalarTape } from "./scalar-tape.js";
import * as attributes from "./semantics/attributes.js";
import { call } from "./semantics/call.js";
import * as comparing from "./semantics/compare.js";
import { iterate } from "./semantics/iteration.js";
import * as operators from "./semantics/operators.js";
import { setEntry, subscript } from "./semantics/subscript.js";
import * as text from "./semantics/text.js";
import { toFloat } from "./semantics/to-float.js";
import { PyDict } from "./values/dict.js";
import { EXCEPTIONS, makeException } from "./values/exception.js";
import { PyComplex } from "./values/complex.js";
import { intOf, typeName, typeOf } from "./values/types.js";

export interface RunLimits { readonly steps: number; readonly milliseconds: number }

/** A loop that is running; `total` null: not known beforehand. */
export interface RunningLoop { readonly span: Span; iteration: number; readonly total: number | null }

/** CPython's own bound on calls within calls. */
const DEEPEST = 1000;
/** Steps between two looks at the clock. */
const STRIDE = 1000;
/** Elements of operations between two looks at the clock, where that is sooner. */
const WORK = 200_000;
/** Milliseconds between two reports of progress. */
const TELLING = 200;
/** Past its time a program is stopped between two statements; past so many times its time, between two operations. */
const PATIENCE = 1.2;

export class Runtime implements Machine {
  readonly tape: ScalarTape;
  readonly notes: Notes;
  readonly modules = new Map<string, Value>();
  readonly builtins = new Map<string, Value>();
  readonly problems: Problem[] = [];
  readonly output: string[] = [];
  readonly loops: RunningLoop[] = [];
  /** Modules of the workspace that were imported; each has the room of its place here. */
  readonly files: SourceFile[] = [];
  /** Attributes of natives that have no dict of their own. */
  readonly extraAttributes = new WeakMap<object, Map<string, Value>>();
  /** Containers whose repr is being written. */
  readonly writing = new Set<object>();
  /** How many running `try` statements would catch that a file is missing: then it is. */
  expectsMissing = 0;
  /** Whether something made up has taken an unknown value's place: an exception may be owed to it. */
  guessed = false;
  /** Whether only a selection of the text is asked about. */
  partial = false;
  /** What `raise` alone raises again. */
  handling: PyInstance | null = null;
  /** Where the error on its way up came from. */
  failure: { readonly error: unknown; readonly span: Span | null; /** Of the text asked about. */ readonly entry: Span | null; readonly loops: readonly RunningLoop[] } | null = null;
  /** Steps left until the next look at the clock, and the count of steps then. */
  private fuel = 0;
  private told = 0;
  onProgress: ((done: number, total: number) => void) | null = null;
  private look = 0;
  private work = 0;
  private depth = 0;
  private outputLength = 0;
  private silent = false;
  private started: number;
  private readonly states = new Map<string, unknown>();
  private readonly identities = new WeakMap<object, number>();
  private nextIdentity = 1;
  private readonly hashes = new Map<string, PyInstance[]>();
  private readonly patches: (() => void)[] = [];

  constructor(readonly trace: Trace, readonly table: ModuleTable, readonly limits: RunLimits, private readonly clock: () => number, expressions: number, readonly workspace: Workspace | null = null) {
    this.tape = new ScalarTape(trace);
    this.notes = new Notes(expressions, () => this);
    this.started = clock();
    trace.onWork = (elements) => {
      this.work += elements;
      if (this.work < WORK) return;
      this.work = 0;
      this.checkClock(PATIENCE);
      // The next step looks at the clock; the count of steps stays what it is.
      this.look -= this.fuel;
      this.fuel = 0;
    };
  }

  // The door: see `machine.ts`.
  call(callee: Value, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value { return call(this, callee, args, keywords); }
  getAttribute(object: Value, name: string): Value { return attributes.getAttribute(this, object, name); }
  findAttribute(object: Value, name: string): Value | undefined { return attributes.findAttribute(this, object, name); }
  setAttribute(object: Value, name: string, value: Value): void { attributes.setAttribute(this, object, name, value); }
  binary(operator: string, left: Value, right: Value): Value { return operators.binary(this, operator as BinaryOperator, left, right); } // natives write Python's operators
  compare(operator: string, left: Value, right: Value): Value { return comparing.compare(this, operator as CompareOperator, left, right); } // as above
  equals(left: Value, right: Value): boolean { return comparing.equals(this, left, right); }
  truth(value: Value): boolean { return comparing.truth(this, value); }
  iterate(value: Value): Iterable<Value> { return iterate(this, value); }
  length(value: Value): number { return comparing.length(this, value); }
  subscript(object: Value, index: Value): Value { return subscript(this, object, index); }
  str(value: Value): string { return text.str(this, value); }
  repr(value: Value): string { return text.repr(this, value); }
  typeOf(value: Value): PyType { return typeOf(value); }
  isInstance(value: Value, type: PyType): boolean { return typeOf(value).isSubtype(type); }
  isDict(value: Value): boolean { return value instanceof PyDict; }
  instance(type: PyType): PyInstance { return new PyInstance(type); }

  raise(type: string, message: string): PyRaise { return this.raiseWith(type, [message]); }
  raiseWith(type: string, args: readonly Value[]): PyRaise { return new PyRaise(makeException(EXCEPTIONS.get(type) ?? EXCEPTIONS.get("RuntimeError")!, args)); }
  isException(error: PyRaise, name: string): boolean { return error.exception.type.isSubtype(EXCEPTIONS.get(name)!); }
  unsupported(what: "complex" | "input" | "asynchronous"): Unsupported { return new Unsupported(`unsupported-${what}`, say[what]); }

  deepCopy(value: Value): Value { return deepCopy(this, value, new Map(), this.makeDict([])); }
  makeDict(entries: Iterable<readonly [Value, Value]>): Value {
    const dict = new PyDict();
    for (const [key, value] of entries) setEntry(this, dict, key, value);
    return dict;
  }
  dictEntries(dict: Value): [Value, Value][] {
    if (!(dict instanceof PyDict)) throw this.raise("TypeError", `'${typeName(dict)}' object is not a mapping`);
    return [...dict.entries.values()].map(([key, value]) => [key, value]);
  }
  tuple(items: readonly Value[]): PyTuple { return new PyTuple(items); }

  write(written: string): void {
    if (this.silent) return;
    this.outputLength += written.length;
    if (this.outputLength > 4_000_000) throw new LimitReached("elements", this.outputLength, 4_000_000);
    this.output.push(written);
  }

  silently<T>(work: () => T): T { return this.heard(false, work); }
  aloud<T>(work: () => T): T { return this.heard(true, work); }
  private heard<T>(heard: boolean, work: () => T): T {
    const before = this.silent;
    this.silent = !heard;
    try {
      return work();
    } finally {
      this.silent = before;
    }
  }

  step(count = 1): void {
    this.fuel -= count;
    if (this.fuel <= 0) this.refuel();
  }
  private refuel(): void {
    const taken = this.stepsTaken;
    if (taken > this.limits.steps) throw new LimitReached("steps", taken, this.limits.steps);
    this.fuel = Math.min(STRIDE, this.limits.steps - taken + 1);
    this.look = taken + this.fuel;
    this.checkClock(1);
  }
  private checkClock(patience: number): void {
    const passed = this.milliseconds;
    if (this.onProgress && passed - this.told > TELLING) {
      this.told = passed;
      this.onProgress(this.loops[0]?.iteration ?? 0, this.loops[0]?.total ?? 0);
    }
    // Not a number: there was no time left when it began.
    if (!(passed <= this.limits.milliseconds * patience)) throw new LimitReached("milliseconds", passed, this.limits.milliseconds);
  }
  /** Since it began. */
  get milliseconds(): number { return this.clock() - this.started; }
  /** Stops the time until `goOn`. False: another run would see what this one has done to native classes. */
  hold(): boolean {
    this.started = this.milliseconds;
    return this.patches.length === 0 && Number.isFinite(this.started);
  }
  goOn(): void { this.started = this.clock() - this.started; }

  /** Steps so far, to the last one. */
  get stepsTaken(): number { return this.look - this.fuel; }

  nodeOf(value: Value): Node | null {
    if (value instanceof PyFloat || value instanceof PyTracedInt) return this.tape.nodeOf(value);
    if (typeof value === "number") return this.trace.number(value, "int64");
    if (typeof value === "bigint") return this.trace.number(Number(value), "int64");
    if (typeof value === "boolean") return this.trace.number(value ? 1 : 0, "bool");
    if (value instanceof PyComplex) throw this.unsupported("complex");
    return value instanceof TracedObject ? value.tracedNode(this) : null;
  }

  state<T>(key: string, make: () => T): T {
    if (!this.states.has(key)) this.states.set(key, make());
    return this.states.get(key) as T; // each key belongs to one framework, which knows its type
  }
  /** The state if the framework has made it. */
  peek(key: string): unknown { return this.states.get(key); }

  /** Python writes warnings to stderr: they are not part of the output. */
  warn(category: string, message: string): void { this.note("python-warning", say.warning(category, message)); }

  /** A problem at the current place or another one, once. */
  note(code: string, text: string, at: Span | null = this.trace.span): void {
    const span = (at !== null && isForeign(at) ? this.trace.entry : at) ?? { start: 0, end: 0 };
    const message = text + this.placeText(at);
    if (this.problems.some((problem) => problem.code === code && problem.span.start === span.start && (code === "python-warning" || problem.message === message))) return;
    this.problems.push({ code, severity: "information", message, span });
  }

  /** " (model.py, line 12)"; "" for places in the text asked about. */
  placeText(at: Span | null): string {
    const file = at && isForeign(at) ? this.files[Math.floor(at.start / ROOM) - 1] : undefined;
    return file && at ? say.within(file.path, new LineIndex(file.text).positionOf(at.start - file.base).line + 1) : "";
  }

  /** One call deeper. */
  enter(): void {
    if (++this.depth > DEEPEST) {
      this.depth--;
      throw this.raise("RecursionError", "maximum recursion depth exceeded");
    }
    this.step();
  }
  leave(loops?: number): void {
    this.depth--;
    if (loops !== undefined) this.loops.length = Math.min(this.loops.length, loops);
  }

  /** Remembers where an error came from the first time it is seen. */
  failed(error: unknown): void {
    if (this.failure?.error === error) return;
    this.failure = { error, span: this.trace.span, entry: this.trace.place, loops: this.loops.map((loop) => ({ ...loop })) };
  }

  /** JavaScript's own stack may end before Python's bound does, and so may the length of an array. */
  pythonError(error: unknown): unknown {
    if (!(error instanceof RangeError)) return error;
    const length = /Invalid (?:typed )?array length(?:: (\S+))?/.exec(error.message);
    if (length) return Number(length[1]) < 0 ? this.raise("ValueError", "negative dimensions are not allowed") : new LimitReached("elements", Number(length[1] ?? 2 ** 32), this.trace.limits.elements);
    if (!/call stack/.test(error.message)) return error;
    const raised = this.raise("RecursionError", "maximum recursion depth exceeded");
    this.failure = { error: raised, span: this.failure?.span ?? this.trace.span, entry: this.failure?.entry ?? this.trace.place, loops: [] };
    return raised;
  }

  isDefault(value: Value): boolean { return isOwn(value); }

  identity(object: object): number {
    let identity = this.identities.get(object);
    if (identity === undefined) this.identities.set(object, identity = this.nextIdentity++);
    return identity;
  }

  /** Objects seen with this hash. */
  representatives(hash: string): PyInstance[] {
    let known = this.hashes.get(hash);
    if (!known) this.hashes.set(hash, known = []);
    return known;
  }

  /** Writes an attribute of a class; of a native one only until the end of the run: native classes are shared by all runs. */
  patch(type: PyType, name: string, value: Value): void {
    if (type.module === "builtins") throw this.raise("TypeError", `cannot set '${name}' attribute of immutable type '${type.name}'`);
    if (type.module !== "__main__") {
      const before = type.dict.get(name);
      this.patches.push(() => { if (before === undefined) type.dict.delete(name); else type.dict.set(name, before); });
    }
    type.dict.set(name, value);
  }
  end(): void {
    this.trace.onWork = null;
    for (const undo of this.patches.splice(0).reverse()) undo();
  }

  /** float(value) as a double, by `__float__` and `__index__` too. */
  toFloat(value: Value, otherwise?: string): number { return toFloat(this, value, otherwise); }

  /** Set by the compiler of classes. */
  makeClass: (name: string, bases: readonly Value[], names: Map<string, Value>, keywords: Keywords, metaclass: PyType | null) => PyType = () => { throw new Error("no classes"); };

  int(value: Value): number {
    const int = intOf(value);
    if (int === undefined) throw this.raise("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
    return Number(int);
  }

  module(name: string): PyModule | undefined {
    const known = this.modules.get(name);
    return known instanceof PyModule ? known : undefined;
  }
}
