/** Which names belong to which scope (https://docs.python.org/3/reference/executionmodel.html#naming-and-binding). */
import type { Comprehension, Expression, Parameters, Pattern, Statement } from "../../syntax/program.js";
import { bodiesOf, childrenOf, expressionsOf, patternsOf } from "./walk.js";

export interface Scope {
  readonly kind: "module" | "function" | "class" | "comprehension";
  /** The function's or class's name; null: the module. */
  readonly name: string | null;
  /** "Outer.method." before the names of what is defined in it. */
  readonly prefix: string;
  readonly parent: Scope | null;
  /** Slots by name; a class keeps its names in a map instead. */
  readonly slots: Map<string, number>;
  readonly globals: ReadonlySet<string>;
  readonly nonlocals: ReadonlySet<string>;
  /** Of a class: the names its body binds. Of the module: names that lines which could not be read would have bound. */
  readonly names: ReadonlySet<string>;
  /** How many slots a frame needs; grows while compiling (temporaries). */
  size: number;
}

export type Place =
  | { readonly kind: "slot"; readonly depth: number; readonly slot: number }
  | { readonly kind: "global"; readonly slot: number }
  | { readonly kind: "class"; /** Where to look if the class body has not bound it. */ readonly otherwise: Place };

export interface Bound { readonly names: Set<string>; readonly globals: Set<string>; readonly nonlocals: Set<string> }

/** Names bound directly in these statements: not inside the functions and classes they define. */
export function boundNames(body: readonly Statement[]): Bound {
  const bound: Bound = { names: new Set(), globals: new Set(), nonlocals: new Set() };
  for (const statement of body) inStatement(statement, bound);
  for (const name of [...bound.globals, ...bound.nonlocals]) bound.names.delete(name);
  return bound;
}

function inStatement(statement: Statement, bound: Bound): void {
  const add = (name: string): void => { bound.names.add(name); };
  switch (statement.kind) {
    case "FunctionDef":
    case "ClassDef":
      add(statement.name);
      break;
    case "Import":
      for (const { name, alias } of statement.names) add(alias ?? name.split(".")[0]);
      break;
    case "ImportFrom":
      for (const { name, alias } of statement.names) add(alias ?? name);
      break;
    case "Global":
      for (const name of statement.names) bound.globals.add(name);
      break;
    case "Nonlocal":
      for (const name of statement.names) bound.nonlocals.add(name);
      break;
    case "Assign":
    case "Delete":
      for (const target of statement.targets) inTarget(target, bound);
      break;
    case "AugAssign":
    case "AnnAssign":
    case "For":
      inTarget(statement.target, bound);
      break;
    case "With":
      for (const { target } of statement.items) if (target) inTarget(target, bound);
      break;
    case "Try":
      for (const { name } of statement.handlers) if (name) add(name);
      break;
    case "Match":
      for (const { pattern } of statement.cases) inPattern(pattern, bound);
      break;
    default:
  }
  for (const expression of expressionsOf(statement)) walrus(expression, bound);
  for (const body of bodiesOf(statement)) for (const inner of body) inStatement(inner, bound);
}

export function inTarget(target: Expression, bound: Bound): void {
  if (target.kind === "Name") bound.names.add(target.name);
  else if (target.kind === "Tuple" || target.kind === "List") for (const element of target.elements) inTarget(element, bound);
  else if (target.kind === "Starred") inTarget(target.value, bound);
}

function inPattern(pattern: Pattern, bound: Bound): void {
  if ((pattern.kind === "MatchAs" || pattern.kind === "MatchStar") && pattern.name) bound.names.add(pattern.name);
  if (pattern.kind === "MatchMapping" && pattern.rest) bound.names.add(pattern.rest);
  for (const inner of patternsOf(pattern)) inPattern(inner, bound);
}

/** `:=` binds in the function around, from inside comprehensions too. */
function walrus(expression: Expression, bound: Bound): void {
  if (expression.kind === "Lambda") return;
  if (expression.kind === "NamedExpr") inTarget(expression.target, bound);
  for (const child of childrenOf(expression)) walrus(child, bound);
}

export const moduleScope = (): Scope => ({ kind: "module", name: null, prefix: "", parent: null, slots: new Map(), globals: new Set(), nonlocals: new Set(), names: new Set(), size: 0 });

export function functionScope(name: string, parent: Scope, parameters: Parameters, bound: Bound): Scope {
  const slots = new Map<string, number>();
  const add = (slot: string): void => { if (!slots.has(slot)) slots.set(slot, slots.size); };
  for (const parameter of parametersOf(parameters)) add(parameter.name);
  for (const local of bound.names) add(local);
  return { kind: "function", name, prefix: `${parent.prefix}${name}.<locals>.`, parent, slots, globals: bound.globals, nonlocals: bound.nonlocals, names: bound.names, size: slots.size };
}

/** In the order of their slots. */
export const parametersOf = (p: Parameters): Parameters["positional"][number][] =>
  [...p.positionalOnly, ...p.positional, ...p.keywordOnly, ...(p.varArgs ? [p.varArgs] : []), ...(p.varKeywords ? [p.varKeywords] : [])];

/** Slot 0 of a class body's frame holds the finished class: what `super()` and `__class__` read. */
export function classScope(name: string, parent: Scope, bound: Bound): Scope {
  return { kind: "class", name, prefix: `${parent.prefix}${name}.`, parent, slots: new Map([["__class__", 0]]), globals: bound.globals, nonlocals: bound.nonlocals, names: bound.names, size: 1 };
}

export function comprehensionScope(parent: Scope, generators: readonly Comprehension[]): Scope {
  const bound: Bound = { names: new Set(), globals: new Set(), nonlocals: new Set() };
  for (const { target } of generators) inTarget(target, bound);
  const slots = new Map([...bound.names].map((name, i) => [name, i]));
  return { kind: "comprehension", name: parent.name, prefix: parent.prefix, parent, slots, globals: new Set(), nonlocals: new Set(), names: bound.names, size: slots.size };
}

/** Where a name read (or, with `store`, bound) in `scope` lives. The module gives every name a slot. */
export function placeOf(scope: Scope, name: string, store = false): Place {
  let depth = 0;
  let from: Scope = scope;
  if (store) {
    // `:=` in a comprehension binds in the scope around it.
    while (from.kind === "comprehension" && !from.slots.has(name)) { from = from.parent!; depth++; }
  }
  if (from.kind === "class" && from === scope && !from.globals.has(name) && !from.nonlocals.has(name)) {
    return { kind: "class", otherwise: from.parent ? outer(from.parent, name, depth + 1) : { kind: "global", slot: 0 } };
  }
  if (from.globals.has(name)) return { kind: "global", slot: globalSlot(from, name) };
  return outer(from, name, depth);
}

function outer(scope: Scope, name: string, depth: number): Place {
  for (let s: Scope | null = scope; s; s = s.parent, depth++) {
    if (s.kind === "module") return { kind: "global", slot: globalSlot(s, name) };
    if (s.globals.has(name)) return { kind: "global", slot: globalSlot(s, name) };
    if (s.kind === "class" && name !== "__class__") continue;
    const slot = s.slots.get(name);
    if (slot !== undefined) return { kind: "slot", depth, slot };
  }
  throw new Error("a scope without a module");
}

function globalSlot(scope: Scope, name: string): number {
  let module = scope;
  while (module.parent) module = module.parent;
  let slot = module.slots.get(name);
  if (slot === undefined) {
    slot = module.size++;
    module.slots.set(name, slot);
  }
  return slot;
}

/** A fresh slot no name has, for what must survive from one closure to another. */
export const temporary = (scope: Scope): number => scope.size++;

/** `__name` in a class is `_Class__name` (https://docs.python.org/3/reference/expressions.html#private-name-mangling). */
export function mangled(scope: Scope, name: string): string {
  if (!name.startsWith("__") || name.endsWith("__")) return name;
  for (let s: Scope | null = scope; s; s = s.parent) if (s.kind === "class") return `_${(s.name ?? "").replace(/^_+/, "")}${name}`;
  return name;
}
