/** Leaves of arguments and results as arrays on the tape. */
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyObject, PyTuple, type Value } from "../../../python/object.js";
import { PyFunction, PyMethod } from "../../../python/values/function.js";
import { type NDArray, zeros } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import type { Node } from "../../../trace/node.js";
import { arrayFrom, className, JaxArray } from "../array.js";
import { flatten, type Structure, unflatten } from "../tree/structure.js";
import { argumentNode } from "./cards.js";
import { inside, type Level } from "./levels.js";

/** A leaf as an array, or JAX's TypeError. */
export function leafArray(machine: Machine, leaf: Value): JaxArray {
  const array = arrayFrom(machine, leaf);
  if (array) return array;
  throw machine.raise("TypeError", `Argument ${machine.repr(leaf)} of type ${className(machine, leaf)} is not a valid JAX type.`);
}

/** Arguments that are differentiated: each leaf with a node of its own. */
export interface Lifted {
  readonly arrays: readonly JaxArray[];
  readonly nodes: readonly Node[];
  readonly structure: Structure;
  /** The tree of the lifted leaves. */
  readonly tree: Value;
  readonly mark: number;
}

export function lift(machine: Machine, tree: Value, check: (array: JaxArray) => void): Lifted {
  const { leaves, structure } = flatten(machine, tree);
  const given = leaves.map((leaf) => leafArray(machine, leaf));
  for (const one of given) check(one);
  const mark = machine.trace.next;
  const arrays = given.map((one) => new JaxArray(argumentNode(machine, one.node), one.weakType));
  return { arrays, nodes: arrays.map(({ node }) => node), structure, tree: unflatten(machine, structure, arrays), mark };
}

/** Runs a function of lifted arguments as JAX differentiates it. */
export const runLifted = <T>(machine: Machine, kind: Level["kind"], { nodes, mark }: Lifted, work: () => T, more: Partial<Level> = {}): T =>
  inside(machine, { kind, mark, inputs: new Set(nodes), ...more }, work);

/** Zeros like an array, without a history. */
export const zeroNode = (machine: Machine, like: NDArray): Node => machine.trace.leaf(zeros(like.dtype, like.shape), { kind: "computed" });

export const isDifferentiable = (array: JaxArray): boolean => isFloating(array.dtype);

/** `float32[3]`; weak types have a tilde. */
export const avalText = ({ dtype, shape, weakType }: Pick<JaxArray, "dtype" | "shape" | "weakType">, weak = false): string => `${weak && weakType ? "~" : ""}${dtype}[${shape.join(",")}]`;

const SHORT: Readonly<Record<string, string>> = { float: "f", bfloat: "bf", int: "i", uint: "u", bool: "bool" };
/** `f32[3]` */
export const shortAval = ({ dtype, shape }: Pick<JaxArray, "dtype" | "shape">): string => {
  const [, kind = dtype, bits = ""] = /^([a-z]+?)(\d*)$/.exec(dtype) ?? [];
  return `${SHORT[kind] ?? kind}${bits}[${shape.join(",")}]`;
};

/** The name a function goes by. */
export function nameOf(machine: Machine, callee: Value): string {
  if (callee instanceof PyFunction || callee instanceof PyBuiltin) return callee.name;
  if (callee instanceof PyMethod) return nameOf(machine, callee.callee);
  const name = callee instanceof PyObject ? machine.findAttribute(callee, "__name__") : undefined;
  return typeof name === "string" ? name : machine.typeOf(callee).name;
}

/** The names of a function's positional parameters, for messages and static arguments. */
export function parametersOf(callee: Value): readonly string[] {
  if (callee instanceof PyFunction) return [...callee.code.positional, ...callee.code.keywordOnly];
  if (callee instanceof PyMethod) return parametersOf(callee.callee).slice(1);
  return [];
}

/** What a transformed function is to Python: it keeps the name, and what it wraps. */
export function wrapped(machine: Machine, callee: Value, call: PyBuiltin["call"], display?: string): PyBuiltin {
  const made = new PyBuiltin(nameOf(machine, callee), call);
  sources.set(made, { callee, display: display ?? null });
  return made;
}
const sources = new WeakMap<PyBuiltin, { readonly callee: Value; readonly display: string | null }>();
/** The function that a transformed one was made of. */
export const sourceOf = (callee: Value): Value | undefined => (callee instanceof PyBuiltin ? sources.get(callee)?.callee : undefined);

/** Positions as written (`argnums=1`, `(0, -1)`): counted from 0. */
export function positions(machine: Machine, value: Value, count: number): number[] {
  const list = typeof value === "number" ? [value] : [...machine.iterate(value)].map(Number);
  return list.map((at) => (at < 0 ? at + count : at));
}

/** Checks that there are arguments at all those places. */
export function checkPositions(machine: Machine, places: readonly number[], shown: Value, count: number): void {
  const most = Math.max(...places);
  if (most < count && Math.min(...places) >= 0) return;
  throw machine.raise("TypeError", `differentiating with respect to argnums=${machine.repr(shown)} requires at least ${most + 1} positional arguments to be passed by the caller, but got only ${count} positional arguments.`);
}

/** The chosen arguments as one tree: a single one by itself, several as a tuple. */
export const chosen = (args: readonly Value[], places: readonly number[], single: boolean): Value => (single ? args[places[0]!]! : new PyTuple(places.map((at) => args[at]!)));

/** The arguments with others in the chosen places. */
export function replaced(args: readonly Value[], places: readonly number[], single: boolean, tree: Value): Value[] {
  const parts = single ? [tree] : (tree as PyTuple).items; // made by `chosen`
  return args.map((arg, i) => (places.includes(i) ? parts[places.indexOf(i)]! : arg));
}

