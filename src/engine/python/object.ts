/**
 * Python's objects. None is null, bool a boolean, int a number (a bigint beyond 2^53), str a string; everything else
 * is a PyObject. Floats and traced ints are boxed because they carry their place on the tape.
 */
import type { Node } from "../trace/node.js";
import type { Machine } from "./machine.js";

export type Value = null | boolean | number | bigint | string | PyObject;

export abstract class PyObject {
  abstract readonly type: PyType;
}

/** Positional and keyword arguments of a call. */
export type Keywords = ReadonlyMap<string, Value>;
export type NativeFunction = (machine: Machine, args: readonly Value[], keywords: Keywords) => Value;

export const NO_KEYWORDS: Keywords = new Map();

/** Counts writes into classes: what was looked up in one holds until the next write into any. */
export let classWrites = 0;

class ClassNames extends Map<string, Value> {
  override set(name: string, value: Value): this { classWrites++; return super.set(name, value); }
  override delete(name: string): boolean { classWrites++; return super.delete(name); }
  override clear(): void { classWrites++; super.clear(); }
}

/** A class, built in or the user's. Native types put their methods into `dict` as PyBuiltin. */
export class PyType extends PyObject {
  readonly dict: Map<string, Value> = new ClassNames();
  /** Method resolution order, itself first. */
  readonly order: readonly PyType[];
  /** How instances are made when the class is called and no `__new__` is in `dict`; inherited. */
  construct: NativeFunction | null = null;
  /** Errors name it with its module: 'numpy.ndarray' object …  */
  namedWithModule = false;
  constructor(
    readonly name: string,
    readonly bases: readonly PyType[],
    /** `torch.nn.modules.linear`; "__main__" for the user's, "builtins" for Python's own. */
    readonly module: string = "builtins",
    metaclass: PyType | null = null,
  ) {
    super();
    this.metaclass = metaclass;
    this.order = linearize(this);
  }
  readonly metaclass: PyType | null;
  get type(): PyType { return this.metaclass ?? typeType; }

  /** The attribute as the class or its bases define it, unbound; undefined: none. */
  lookup(name: string): Value | undefined {
    for (const type of this.order) {
      const value = type.dict.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }
  isSubtype(of: PyType): boolean { return this.order.includes(of); }
}

/** C3 linearization (https://docs.python.org/3/howto/mro.html). */
function linearize(type: PyType): PyType[] {
  const queues = [...type.bases.map((base) => [...base.order]), [...type.bases]].filter((queue) => queue.length);
  const order: PyType[] = [type];
  while (queues.some((queue) => queue.length)) {
    const next = queues.map((queue) => queue[0]).find((head) => head && !queues.some((queue) => queue.indexOf(head) > 0));
    if (!next) throw new TypeError("Cannot create a consistent method resolution order (MRO) for bases");
    order.push(next);
    for (const queue of queues) if (queue[0] === next) queue.shift();
  }
  return order;
}

export const objectType: PyType = new PyType("object", []);
export const typeType: PyType = new PyType("type", [objectType]);

/** An object of a class written in Python, or of a native class that keeps its attributes in a dict. */
export class PyInstance extends PyObject {
  readonly dict = new Map<string, Value>();
  constructor(public type: PyType) { super(); }
}

/** Where it is noted how followed numbers came about, until somebody asks for a node: most are never asked. */
export interface NodeSource {
  readonly source: true;
  nodeAt(at: number, value: number): Node;
  /** The number is taken as a plain one, where no tape follows it. */
  readAt?(at: number, value: number): void;
  /** Knows its node itself: numbers may go on to refer to it. */
  readonly lasts?: true;
}

const nodeFrom = (origin: Node | NodeSource, at: number, value: number): Node => ("source" in origin ? origin.nodeAt(at, value) : origin);
const isLasting = (origin: Node | NodeSource): boolean => "source" in origin && origin.lasts === true;

/** The number itself, for what is no operation on numbers: a size, an option. */
export function plainNumber(value: PyFloat | PyTracedInt): number {
  const { origin } = value;
  if (origin !== null && "source" in origin) origin.readAt?.(value.at, value.value);
  return value.value;
}

/** A float. `node` is made when somebody asks for it: null only for a number that no operation made. */
export class PyFloat extends PyObject {
  constructor(
    readonly value: number,
    /** The node, what will make it, or null: a leaf is made when the first operation needs it. */
    public origin: Node | NodeSource | null = null,
    /** Its place in the source. */
    readonly at = 0,
  ) { super(); }
  get type(): PyType { return floatType; }
  get node(): Node | null {
    if (this.origin === null) return null;
    const node = nodeFrom(this.origin, this.at, this.value);
    if (!isLasting(this.origin)) this.origin = node;
    return node;
  }
  set node(node: Node | null) { this.origin = node; }
}
export const floatType: PyType = new PyType("float", [objectType]);

/** An int that is followed on the tape: a literal bound to a name, and what is computed from it. */
export class PyTracedInt extends PyObject {
  constructor(readonly value: number, public origin: Node | NodeSource, readonly at = 0) { super(); }
  get type(): PyType { return intType; }
  get node(): Node {
    const node = nodeFrom(this.origin, this.at, this.value);
    node.integral = true;
    if (!isLasting(this.origin)) this.origin = node;
    return node;
  }
}
export const intType: PyType = new PyType("int", [objectType]);

/** A native object whose numbers are on the tape: a torch tensor, a NumPy array. */
export abstract class TracedObject extends PyObject {
  /** Its value now, as a node. */
  abstract tracedNode(machine: Machine): Node;
  /** Nodes it has had, newest first: after a training loop the target still refers to an older one. */
  abstract history(): readonly Node[];
  /** What the framework holds in `.grad`; null: nothing; undefined: the framework keeps no gradients. */
  abstract frameworkGradient(machine: Machine): Node | null | undefined;
  /** Whether a report lists it; values that its numbers do not say as they stand are left out. */
  get shownInReports(): boolean { return true; }
  /** NumPy's operators and methods-as-functions leave the work to it (`__array_priority__`). */
  get overridesNumpy(): boolean { return false; }
  /** The number that finds it in a dict or set (NumPy's scalars hash as Python's numbers do); null: its own identity. */
  get keyNumber(): number | null { return null; }
}

/** A function of the engine's own. In a type's dict it binds like a method. */
export class PyBuiltin extends PyObject {
  constructor(
    readonly name: string,
    readonly call: NativeFunction,
    /** "static": not bound; "class": bound to the class. */
    readonly binding: "method" | "static" | "class" = "method",
    /** Traced ints are handed on as they are; elsewhere they arrive as plain ints. */
    readonly keepsTracedInts = false,
  ) { super(); }
  get type(): PyType { return builtinType; }
}
export const builtinType: PyType = new PyType("builtin_function_or_method", [objectType]);

/** A native attribute computed on access. */
export class PyGetter extends PyObject {
  constructor(
    readonly name: string,
    readonly get: (machine: Machine, self: Value) => Value,
    readonly set: ((machine: Machine, self: Value, value: Value) => void) | null = null,
  ) { super(); }
  get type(): PyType { return getterType; }
}
export const getterType: PyType = new PyType("getset_descriptor", [objectType]);

/** A module; `missing` is asked for a name that is not in `dict`. */
export class PyModule extends PyObject {
  constructor(
    readonly name: string,
    readonly dict: Map<string, Value>,
    readonly missing: ((machine: Machine, name: string) => Value | undefined) | null = null,
  ) { super(); }
  get type(): PyType { return moduleType; }
}
export const moduleType: PyType = new PyType("module", [objectType]);

export class PyTuple extends PyObject {
  constructor(readonly items: readonly Value[], private readonly own: PyType | null = null) { super(); }
  get type(): PyType { return this.own ?? tupleType; }
}
export const tupleType: PyType = new PyType("tuple", [objectType]);

export class PyList extends PyObject {
  constructor(public items: Value[], private readonly own: PyType | null = null) { super(); }
  get type(): PyType { return this.own ?? listType; }
}
export const listType: PyType = new PyType("list", [objectType]);

export class PySlice extends PyObject {
  constructor(readonly start: Value, readonly stop: Value, readonly step: Value) { super(); }
  get type(): PyType { return sliceType; }
}
export const sliceType: PyType = new PyType("slice", [objectType]);

class Singleton extends PyObject {
  constructor(readonly type: PyType) { super(); }
}
export const Ellipsis: PyObject = new Singleton(new PyType("ellipsis", [objectType]));
/** What a binary method returns to let the other operand try. */
export const NotImplemented: PyObject = new Singleton(new PyType("NotImplementedType", [objectType]));

/** A Python exception on its way up. */
export class PyRaise extends Error {
  constructor(readonly exception: PyInstance) { super("python exception"); }
}
PyRaise.prototype.name = "PyRaise";

/** Something Python could do and this engine cannot (yet). Becomes a problem with a span, never a Python exception. */
export class Unsupported extends Error {
  constructor(
    /** Code of the problem: "unsupported-call", "unsupported-module", … */
    readonly code: string,
    message: string,
  ) { super(message); }
}
