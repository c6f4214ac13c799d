/** The running program: its limits, its output, and the object protocol that everything else calls. Implements Machine. */
import type { Node, Scope } from "../trace/node.js";
import type { Trace } from "../trace/trace.js";
import { LimitReached } from "../trace/limits.js";
import { findAttribute, getAttribute, setAttribute } from "./attributes.js";
import { bindTo, callValue, methodCall } from "./calls.js";
import { makeDict, keyOf } from "./containers.js";
import { EXCEPTIONS, raiseOf } from "./exceptions.js";
import { iterate } from "./iteration.js";
import type { Machine, ModuleTable } from "./machine.js";
import { isNumeric, numberNode } from "./numbers.js";
import { intType, type Keywords, NO_KEYWORDS, PyFloat, PyInstance, PyList, PyObject, type PyRaise, PyTracedInt, PyTuple, PyType, objectType, TracedObject, type Value } from "./object.js";
import { binary, compare, equals, subscript, truth } from "./operators.js";
import { repr, str } from "./text.js";
import { boolType, type Key, noneType, PyBytes, PyDict, PyRange, PySet, strType } from "./types.js";

export interface RunLimits {
  readonly steps: number;
  readonly milliseconds: number;
}

const DEEPEST_CALL = 1000;

export class Interpreter implements Machine {
  readonly output: string[] = [];
  outputLength = 0;
  steps = 0;
  callDepth = 0;
  /** The value a `return` is carrying to its call. */
  returned: Value = null;
  /** The exception being handled, for a bare `raise`. */
  handling: PyRaise[] = [];
  readonly warnings: { category: string; message: string }[] = [];
  /** Per expression id: the last value (the node of traced objects), and how often it was evaluated. */
  readonly notes: (Value | Node | undefined)[] = [];
  readonly noteCounts: number[] = [];
  private nextCheck = 0;
  private readonly start: number;
  private readonly states = new Map<string, unknown>();
  private readonly identities = new WeakMap<PyObject, number>();
  private identityCount = 0;
  private readonly open = new Set<PyObject>();

  constructor(
    readonly trace: Trace,
    readonly limits: RunLimits,
    private readonly clock: () => number,
    readonly modules: ModuleTable,
    readonly builtins: ReadonlyMap<string, Value>,
  ) {
    this.start = clock();
  }

  step(count = 1): void {
    this.steps += count;
    if (this.steps < this.nextCheck) return;
    if (this.steps > this.limits.steps) throw new LimitReached("steps", this.steps, this.limits.steps);
    const spent = this.clock() - this.start;
    if (spent > this.limits.milliseconds) throw new LimitReached("milliseconds", spent, this.limits.milliseconds);
    this.nextCheck = Math.min(this.steps + 500, this.limits.steps + 1);
  }

  /** Keeps what an expression evaluated to. */
  note(id: number, value: Value): void {
    if (!(value instanceof PyObject)) return;
    if (value instanceof TracedObject) this.notes[id] = value.tracedNode(this);
    else if (value instanceof PyFloat || value instanceof PyTracedInt) this.notes[id] = value;
    else return;
    this.noteCounts[id] = (this.noteCounts[id] ?? 0) + 1;
  }

  call(callee: Value, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value { return callValue(this, callee, args, keywords); }
  /** Calls `value.name(…)` without making a bound method; undefined: there is no such attribute on its type. */
  method(value: Value, name: string, args: readonly Value[]): Value | undefined { return methodCall(this, value, name, args); }
  bind(member: Value, self: Value, type: PyType): Value { return bindTo(member, self, type); }
  getAttribute(object: Value, name: string): Value { return getAttribute(this, object, name); }
  findAttribute(object: Value, name: string): Value | undefined { return findAttribute(this, object, name); }
  setAttribute(object: Value, name: string, value: Value): void { setAttribute(this, object, name, value); }
  binary(operator: string, left: Value, right: Value): Value { return binary(this, operator, left, right); }
  compare(operator: string, left: Value, right: Value): Value { return compare(this, operator, left, right); }
  equals(left: Value, right: Value): boolean { return equals(this, left, right); }
  truth(value: Value): boolean { return truth(this, value); }
  iterate(value: Value): Iterable<Value> { return iterate(this, value); }
  subscript(object: Value, index: Value): Value { return subscript(this, object, index); }
  str(value: Value): string { return str(this, value); }
  repr(value: Value): string { return repr(this, value); }
  key(value: Value): Key { return keyOf(this, value); }

  length(value: Value): number {
    if (typeof value === "string") return isAscii(value) ? value.length : [...value].length;
    if (value instanceof PyList || value instanceof PyTuple) return value.items.length;
    if (value instanceof PyDict) return value.entries.size;
    if (value instanceof PySet) return value.items.size;
    if (value instanceof PyRange) return value.length;
    if (value instanceof PyBytes) return value.text.length;
    const result = this.method(value, "__len__", []);
    if (result === undefined) throw raiseOf("TypeError", `object of type '${this.typeOf(value).name}' has no len()`);
    return typeof result === "number" ? result : result instanceof PyTracedInt ? result.value : Number(this.repr(result));
  }

  typeOf(value: Value): PyType {
    if (value === null) return noneType;
    switch (typeof value) {
      case "boolean":
        return boolType;
      case "number":
      case "bigint":
        return intType;
      case "string":
        return strType;
      default:
        return value.type;
    }
  }

  isInstance(value: Value, type: PyType): boolean { return this.typeOf(value).isSubtype(type); }
  raise(typeName: string, message: string): PyRaise { return raiseOf(typeName, message); }
  exceptionType(name: string): PyType { return EXCEPTIONS.get(name) ?? objectType; }
  makeDict(entries: Iterable<readonly [Value, Value]>): PyDict { return makeDict(this, entries); }
  dictEntries(dict: Value): [Value, Value][] { return dict instanceof PyDict ? [...dict.entries.values()] : []; }
  isDict(value: Value): boolean { return value instanceof PyDict; }
  instance(type: PyType): PyInstance { return new PyInstance(type); }

  write(text: string): void {
    this.outputLength += text.length;
    if (this.outputLength > 4_000_000) throw new LimitReached("elements", this.outputLength, 4_000_000);
    this.output.push(text);
  }

  nodeOf(value: Value): Node | null {
    if (isNumeric(value)) return numberNode(this, value);
    return value instanceof TracedObject ? value.tracedNode(this) : null;
  }

  state<T>(key: string, make: () => T): T {
    if (!this.states.has(key)) this.states.set(key, make());
    return this.states.get(key) as T; // made by the same key's maker
  }

  warn(category: string, message: string): void { this.warnings.push({ category, message }); }

  /** A number that stands for the object's address. */
  identity(value: PyObject): number {
    const known = this.identities.get(value);
    if (known !== undefined) return known;
    this.identities.set(value, ++this.identityCount);
    return this.identityCount;
  }

  /** Guards repr against containers that hold themselves. */
  nested(value: PyObject, run: () => string): string {
    if (this.open.has(value)) return value instanceof PyList ? "[...]" : value instanceof PyDict ? "{...}" : "(...)";
    this.open.add(value);
    try {
      return run();
    } finally {
      this.open.delete(value);
    }
  }

  textResult(value: Value, from: string): string {
    if (typeof value !== "string") throw raiseOf("TypeError", `${from} returned non-string (type ${this.typeOf(value).name})`);
    return value;
  }

  /** Runs inside a scope of the trace; restores span and scope whatever happens. */
  within<T>(scope: Omit<Scope, "parent">, run: () => T): T {
    const { trace } = this;
    const { scope: outer, span } = trace;
    trace.scope = { ...scope, parent: outer };
    try {
      return run();
    } finally {
      trace.scope = outer;
      trace.span = span;
    }
  }

  enterCall(): void {
    this.step();
    if (++this.callDepth > DEEPEST_CALL) {
      this.callDepth--;
      throw raiseOf("RecursionError", "maximum recursion depth exceeded");
    }
  }

  leaveCall(): void { this.callDepth--; }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

