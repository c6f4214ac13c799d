/** The door through which native modules (torch, numpy, math …) use the interpreter. */

import type { Node } from "../trace/node.js";
import type { Trace } from "../trace/trace.js";
import type { Keywords, PyInstance, PyRaise, PyType, Value } from "./object.js";

export interface Machine {
  readonly trace: Trace;
  call(callee: Value, args: readonly Value[], keywords?: Keywords): Value;
  /** Attribute access as Python does it; raises AttributeError. */
  getAttribute(object: Value, name: string): Value;
  /** undefined where there is none. */
  findAttribute(object: Value, name: string): Value | undefined;
  setAttribute(object: Value, name: string, value: Value): void;
  /** `a + b`: operator as written in Python ("+", "//", "@", …). */
  binary(operator: string, left: Value, right: Value): Value;
  compare(operator: string, left: Value, right: Value): Value;
  equals(left: Value, right: Value): boolean;
  truth(value: Value): boolean;
  iterate(value: Value): Iterable<Value>;
  length(value: Value): number;
  subscript(object: Value, index: Value): Value;
  str(value: Value): string;
  repr(value: Value): string;
  typeOf(value: Value): PyType;
  isInstance(value: Value, type: PyType): boolean;
  /** Makes an exception of the builtin type of that name to be thrown: `throw machine.raise("ValueError", "…")`. */
  raise(typeName: string, message: string): PyRaise;
  makeDict(entries: Iterable<readonly [Value, Value]>): Value;
  /** Entries of a dict, in order. */
  dictEntries(dict: Value): [Value, Value][];
  isDict(value: Value): boolean;
  /** What `copy.deepcopy` gives. */
  deepCopy(value: Value): Value;
  /** An instance of a native or user class without running `__init__`. */
  instance(type: PyType): PyInstance;
  write(text: string): void;
  /** Runs `work` and lets nothing it writes be seen. */
  silently<T>(work: () => T): T;
  /** Runs `work` inside `silently` and lets what it writes be seen all the same. */
  aloud<T>(work: () => T): T;
  /** Counts work; throws LimitReached past the limits. Loops inside natives call it. */
  step(count?: number): void;
  /** The value as a node where it is numeric (int, float, bool, traced object), made as a leaf if need be. */
  nodeOf(value: Value): Node | null;
  /** State of a framework that lives as long as the run (random generators, default dtype), made on first use. */
  state<T>(key: string, make: () => T): T;
  warn(category: string, message: string): void;
  /** A problem at the current place, once: information, such as that something made up stands for what is not there. */
  note(code: string, message: string): void;
}

/** The modules a framework offers: full dotted name → what `import` gives. Made when first imported. */
export type ModuleTable = ReadonlyMap<string, (machine: Machine) => Value>;
