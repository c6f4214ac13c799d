/** Functions, methods, and the descriptors that wrap them. */
import type { Span } from "../../text/span.js";
import type { Evaluate, Execute, ExecuteYielding, Frame } from "../frame.js";
import { objectType, PyObject, PyType, type Value } from "../object.js";

/** A function's text, compiled once. Parameters take the first slots: positional, then keyword-only, *args, **kwargs. */
export interface Code {
  readonly name: string;
  readonly qualifiedName: string;
  readonly span: Span;
  readonly positionalOnly: number;
  readonly positional: readonly string[];
  readonly keywordOnly: readonly string[];
  readonly varArgs: string | null;
  readonly varKeywords: string | null;
  readonly docstring: string | null;
  /** How many slots a frame has; read after the body has been compiled. */
  readonly frameSize: () => number;
  readonly body: FunctionBody;
  /** Notes what the parameters were bound to. */
  readonly noteParameters: (frame: Frame) => void;
}

export type FunctionBody =
  | { readonly kind: "expression"; readonly evaluate: Evaluate }
  | { readonly kind: "statements"; readonly execute: Execute }
  | { readonly kind: "generator"; readonly execute: ExecuteYielding };

export class PyFunction extends PyObject {
  private names: Map<string, Value> | null = null;
  name: string;
  constructor(
    readonly code: Code,
    /** The last so many positional parameters have these defaults. */
    readonly defaults: readonly Value[],
    readonly keywordDefaults: ReadonlyMap<string, Value>,
    readonly closure: Frame | null,
    readonly annotations: ReadonlyMap<string, Value>,
  ) {
    super();
    this.name = code.name;
  }
  get type(): PyType { return functionType; }
  /** Made when first asked for: most functions have no attributes, and programs make many functions. */
  get dict(): Map<string, Value> { return (this.names ??= new Map()); }
}
export const functionType = new PyType("function", [objectType]);

/** A function together with the object it was taken from. */
export class PyMethod extends PyObject {
  constructor(readonly self: Value, readonly callee: Value) { super(); }
  get type(): PyType { return methodType; }
}
export const methodType = new PyType("method", [objectType]);

export class PyProperty extends PyObject {
  constructor(readonly getter: Value, readonly setter: Value, readonly deleter: Value, readonly doc: Value = null) { super(); }
  get type(): PyType { return propertyType; }
}
export const propertyType = new PyType("property", [objectType]);

export class PyStaticMethod extends PyObject {
  constructor(readonly callee: Value) { super(); }
  get type(): PyType { return staticMethodType; }
}
export const staticMethodType = new PyType("staticmethod", [objectType]);

export class PyClassMethod extends PyObject {
  constructor(readonly callee: Value) { super(); }
  get type(): PyType { return classMethodType; }
}
export const classMethodType = new PyType("classmethod", [objectType]);

/** `super()`: looks attributes up after `after` in the order of `self`'s class. */
export class PySuper extends PyObject {
  constructor(readonly after: PyType, readonly self: Value, readonly selfType: PyType) { super(); }
  get type(): PyType { return superType; }
}
export const superType = new PyType("super", [objectType]);

/** What stands for something unknown: a module, or a name whose line could not be read. Any use raises Unsupported. */
export class PyPlaceholder extends PyObject {
  constructor(readonly code: string, readonly why: string) { super(); }
  get type(): PyType { return placeholderType; }
}
export const placeholderType = new PyType("placeholder", [objectType]);

/** What an absorber answers other than by another absorber. */
export interface InertAnswers {
  readonly members?: () => ReadonlyMap<string, Value>;
  readonly at?: (index: Value) => Value;
  readonly called?: Value;
}

/** Absorbs whatever is done with it: plotting, logging. A progress bar hands on what it goes along. */
export class PyInert extends PyObject {
  constructor(readonly name: string, /** undefined: nothing. */ readonly along?: Value, readonly answers: InertAnswers = {}) { super(); }
  member(name: string): Value {
    const own = this.answers.members?.().get(name);
    return own === undefined ? new PyInert(`${this.name}.${name}`) : own;
  }
  get type(): PyType { return inertType; }
}
/** An absorber whose numbers would matter: a library, data, a file that is not there. No way may be decided on it. */
export class PyUnknown extends PyInert {
  constructor(name: string, /** A module or what it offers, not yet used. */ readonly isLibrary: boolean, /** Elements of elements. */ readonly depth = 0) { super(name); }
  override member(name: string): Value { return new PyUnknown(`${this.name}.${name}`, this.isLibrary); }
}
export const inertType = new PyType("inert", [objectType]);
