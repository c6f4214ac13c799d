/** Walking over arrays: ndindex, ndenumerate, broadcast, functions applied along axes or to every element. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyGetter, PyInstance, PyList, PyObject, PyTuple, PyType, type Value } from "../../python/object.js";
import { broadcastShapes, type Shape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { intArgument, shapeArgument } from "../arguments.js";
import { arrayOf, isNumeric, resultOf } from "./array-type.js";
import { axesOf, flat, indexLeaf, need, normalAxis, run } from "./call.js";
import { dtypeArgument } from "./dtype.js";
import { arrayFrom } from "./from-values.js";
import { nditerType } from "./nditer.js";
import { stacked } from "./ufunc-methods.js";
import { shapeTuple } from "./methods.js";

const countOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** The coordinates of every position, row by row. */
export function* coordinates(shape: readonly number[]): Generator<number[]> {
  const total = countOf(shape);
  for (let at = 0; at < total; at++) {
    let rest = at;
    const point = new Array<number>(shape.length);
    for (let axis = shape.length - 1; axis >= 0; axis--) { point[axis] = rest % shape[axis]!; rest = Math.floor(rest / shape[axis]!); }
    yield point;
  }
}

/** An iterable whose items are made when it is walked. */
class PyWalk extends PyObject {
  constructor(readonly type: PyType, readonly items: (machine: Machine) => Value[], readonly shape: readonly number[]) { super(); }
}
const walk = (value: Value | undefined): PyWalk => value as PyWalk; // members are bound to the types

const walkType = (name: string): PyType => define(new PyType(name, [objectType], "numpy"), [
  new PyBuiltin("__iter__", (machine, [self]) => machine.call(machine.getAttribute(new PyList(walk(self).items(machine)), "__iter__"), [])),
  new PyBuiltin("__len__", (_, [self]) => countOf(walk(self).shape)),
  new PyBuiltin("__enter__", (_, [self]) => self!), new PyBuiltin("__exit__", () => null),
  new PyGetter("shape", (_, self) => shapeTuple(walk(self).shape)), new PyGetter("size", (_, self) => countOf(walk(self).shape)), new PyGetter("ndim", (_, self) => walk(self).shape.length), new PyGetter("nd", (_, self) => walk(self).shape.length),
]);
const [ndindexType, ndenumerateType, broadcastType] = ["ndindex", "ndenumerate", "broadcast"].map(walkType) as [PyType, PyType, PyType]; // three names

const elements = (machine: Machine, x: Node): Value[] => [...machine.iterate(arrayOf(flat(machine, x)))];

/** Elements of arrays broadcast against each other, together. */
function together(machine: Machine, nodes: readonly Node[]): { shape: Shape; items: Value[] } {
  const shape = broadcastShapes(...nodes.map((node) => node.value.shape));
  if (!shape) throw machine.raise("ValueError", "shape mismatch: objects cannot be broadcast to a single shape");
  const columns = nodes.map((node) => elements(machine, run(machine, "expand", [node], { shape })));
  return { shape, items: columns[0]!.map((_, i) => new PyTuple(columns.map((column) => column[i]!))) };
}

function alongAxis(machine: Machine, callee: Value, axis: number, x: Node, rest: readonly Value[], keywords: Keywords): Value {
  const { shape } = x.value;
  const at = normalAxis(axis, shape.length);
  const others = shape.filter((_, i) => i !== at);
  const order = [...shape.flatMap((_, i) => (i === at ? [] : [i])), at];
  const lines = run(machine, "reshape", [run(machine, "permute", [x], { axes: order })], { shape: [countOf(others), shape[at]!] });
  const results = Array.from({ length: countOf(others) }, (_, k) => need(machine, machine.call(callee, [arrayOf(run(machine, "index", [lines, indexLeaf(machine, k)], { axes: [0] })), ...rest], keywords)));
  const inner = results[0]?.value.shape ?? [];
  const all = run(machine, "reshape", [stacked(machine, results, 0)], { shape: [...others, ...inner] });
  // The result's axes stand where the axis was.
  const places = [...Array.from({ length: at }, (_, i) => i), ...inner.map((_, i) => others.length + i), ...Array.from({ length: others.length - at }, (_, i) => at + i)];
  return resultOf(places.length > 1 ? run(machine, "permute", [all], { axes: places }) : all);
}

/** One call an element; several results make several arrays. */
export function elementwise(machine: Machine, callee: Value, args: readonly Value[], keywords: Keywords, dtype: ReturnType<typeof dtypeArgument>): Value {
  const { shape, items } = together(machine, args.map((one) => need(machine, one)));
  const results = items.map((item) => machine.call(callee, (item as PyTuple).items, keywords)); // made above
  const finish = (values: readonly Value[]): Value => {
    const node = run(machine, "reshape", [arrayFrom(machine, new PyList([...values]), dtype)], { shape });
    return resultOf(node);
  };
  const [first] = results;
  if (first instanceof PyTuple) return new PyTuple(first.items.map((_, k) => finish(results.map((one) => (one as PyTuple).items[k]!)))); // as the first
  return finish(results);
}

export const vectorizeType = new PyType("vectorize", [objectType], "numpy");
vectorizeType.construct = (machine, [callee], keywords) => {
  if (callee === undefined) return new PyBuiltin("vectorize", (inner, [given]) => inner.call(vectorizeType, [given!], keywords), "static");
  const object = new PyInstance(vectorizeType);
  object.dict.set("pyfunc", callee);
  object.dict.set("otypes", keywords.get("otypes") ?? null);
  object.dict.set("signature", keywords.get("signature") ?? null);
  for (const name of ["__name__", "__doc__"]) { const value = machine.findAttribute(callee, name); if (value !== undefined) object.dict.set(name, value); }
  return object;
};
vectorizeType.dict.set("__call__", new PyBuiltin("__call__", (machine, [self, ...args], keywords) => {
  const { dict } = self as PyInstance; // bound to the type
  const signature = dict.get("signature");
  if (typeof signature === "string") return withSignature(machine, dict.get("pyfunc")!, signature, args);
  const otypes = dict.get("otypes") ?? null;
  const dtype = otypes === null ? null : dtypeArgument(typeof otypes === "string" ? otypes[0]! : [...machine.iterate(otypes)][0]!);
  // Named arguments are broadcast with the others.
  const names = [...keywords.keys()];
  const callee = names.length ? new PyBuiltin("named", (inner, given) => inner.call(dict.get("pyfunc")!, given.slice(0, args.length), new Map(names.map((name, i) => [name, given[args.length + i]!]))), "static") : dict.get("pyfunc")!;
  return elementwise(machine, callee, [...args, ...keywords.values()], new Map(), dtype);
}));

/** `signature="(n),(n)->()"`: so many axes of each argument are the function's own. */
function withSignature(machine: Machine, callee: Value, signature: string, args: readonly Value[]): Value {
  const ranks = [...signature.split("->")[0]!.matchAll(/\(([^)]*)\)/g)].map((match) => (match[1]!.trim() ? match[1]!.split(",").length : 0));
  const nodes = args.map((one) => need(machine, one));
  const outer = nodes.map((node, i) => node.value.shape.slice(0, node.value.shape.length - (ranks[i] ?? 0)));
  const shape = broadcastShapes(...outer) ?? [];
  const lists = nodes.map((node, i) => {
    const own = node.value.shape.slice(outer[i]!.length);
    const wide = run(machine, "reshape", [run(machine, "expand", [node], { shape: [...shape, ...own] })], { shape: [countOf(shape), ...own] });
    return Array.from({ length: countOf(shape) }, (_, k) => resultOf(run(machine, "index", [wide, indexLeaf(machine, k)], { axes: [0] })));
  });
  const results = Array.from({ length: countOf(shape) }, (_, k) => need(machine, machine.call(callee, lists.map((list) => list[k]!))));
  const inner = results[0]?.value.shape ?? [];
  return resultOf(run(machine, "reshape", [stacked(machine, results, 0)], { shape: [...shape, ...inner] }));
}

const typed = (type: PyType, make: (machine: Machine, args: readonly Value[], keywords: Keywords) => PyWalk): PyType => {
  type.construct = make;
  return type;
};

export const WALKS: readonly PyType[] = [
  nditerType,
  typed(ndindexType, (machine, args) => { const shape = shapeArgument(machine, args); return new PyWalk(ndindexType, () => [...coordinates(shape)].map((point) => new PyTuple(point)), shape); }),
  typed(ndenumerateType, (machine, [given]) => { const x = need(machine, given); return new PyWalk(ndenumerateType, (inner) => { const values = elements(inner, x); return [...coordinates(x.value.shape)].map((point, i) => new PyTuple([new PyTuple(point), values[i]!])); }, x.value.shape); }),
  typed(broadcastType, (machine, args) => { const { shape, items } = together(machine, args.map((one) => need(machine, one))); return new PyWalk(broadcastType, () => items, shape); }),
];

export const ITERATION: readonly PyBuiltin[] = [
  native("apply_along_axis(func1d, axis, arr, *args, **kwargs)", (machine, a, { rest, restKeywords }) => alongAxis(machine, a.func1d!, intArgument(machine, a.axis!, "axis"), need(machine, a.arr), rest, restKeywords)),
  native("apply_over_axes(func, a, axes)", (machine, a) => axesOf(machine, a.axes!)!.reduce((x: Value, axis) => {
    const shape = need(machine, x).value.shape;
    const next = need(machine, machine.call(a.func!, [x, axis]));
    return arrayOf(next.value.shape.length === shape.length ? next : run(machine, "reshape", [next], { shape: shape.map((length, i) => (i === normalAxis(axis, shape.length) ? 1 : length)) }));
  }, a.a!)),
  native("frompyfunc(func, nin, nout)", (_, a) => new PyBuiltin("frompyfunc", (machine, args, keywords) => elementwise(machine, a.func!, args, keywords, null), "static")),
  native("fromiter(iter, dtype, count=-1)", (machine, a) => {
    const items = [];
    for (const one of machine.iterate(a.iter!)) { if (items.length === Number(a.count)) break; items.push(one); }
    return arrayOf(arrayFrom(machine, new PyList(items), dtypeArgument(a.dtype!)));
  }),
  native("iterable(y)", (machine, a) => machine.findAttribute(a.y!, "__iter__") !== undefined && !(isNumeric(a.y) && a.y.shape.length === 0)),
];

