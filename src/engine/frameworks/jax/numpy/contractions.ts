/** Products of jax.numpy: dot and its family, einsum, and what takes diagonals and triangles. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple } from "../../../python/object.js";
import { fromNumbers } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import { constantNode } from "../../../trace/node.js";
import { isSequence } from "../../arguments.js";
import { contraction, matmul } from "../arithmetic.js";
import { arrayFrom, JaxArray } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import { type Jnp, jnpOf } from "../jnp.js";
import { integers, kept } from "../run.js";
import { type Call, define, intsOf } from "./arguments.js";
import { einsum } from "./einsum.js";

function mismatch(machine: Machine, left: number | undefined, right: number | undefined): void {
  if (left !== right) throw machine.raise("TypeError", `dot_general requires contracting dimensions to have the same shape, got (${left},) and (${right},).`);
}

export function dot(machine: Machine, a: JaxArray, b: JaxArray): JaxArray {
  if (a.shape.length && b.shape.length) mismatch(machine, a.shape.at(-1), b.shape.at(b.shape.length > 1 ? -2 : -1));
  if (!a.shape.length || !b.shape.length) return contraction(machine, "mul", a, b);
  return general(machine, a, b, [a.shape.length - 1], [Math.max(0, b.shape.length - 2)]);
}

/** Σ over pairs of axes of products: what is left of the first array, then of the second. One matrix product. */
function general(machine: Machine, a: JaxArray, b: JaxArray, left: readonly number[], right: readonly number[]): JaxArray {
  const j = jnpOf(machine);
  const rest = (x: JaxArray, axes: readonly number[]): number[] => x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const [ownA, ownB] = [rest(a, left), rest(b, right)];
  const lengths = (x: JaxArray, axes: readonly number[]): number[] => axes.map((axis) => x.shape[axis]!);
  const inner = sizeOf(lengths(a, left));
  const rows = ownA.length ? j.reshape(j.permute(a, [...ownA, ...left]), [sizeOf(lengths(a, ownA)), inner]) : j.reshape(j.permute(a, left), [inner]);
  const columns = ownB.length ? j.reshape(j.permute(b, [...right, ...ownB]), [inner, sizeOf(lengths(b, ownB))]) : j.reshape(j.permute(b, right), [inner]);
  return j.reshape(contraction(machine, "matmul", rows, columns), [...lengths(a, ownA), ...lengths(b, ownB)]);
}

/** `preferred_element_type=` is the result's dtype. */
const typed = ({ j, machine, a }: Call, result: JaxArray): JaxArray => { const dtype = dtypeOf(machine, a.preferred_element_type!, "dot"); return dtype ? j.cast(result, dtype) : result; };

const PRECISION = "*, precision=None, preferred_element_type=None, out_sharding=None";

function tensordot(call: Call): JaxArray {
  const { machine, a, array } = call;
  const [x, y] = [array("a"), array("b", 1)];
  const axes = a.axes!;
  const count = isSequence(axes) ? 0 : call.int("axes");
  const [left, right] = !isSequence(axes) ? [Array.from({ length: count }, (_, i) => x.shape.length - count + i), Array.from({ length: count }, (_, i) => i)] : axes.items.map((item, i) => intsOf(machine, item).map((axis) => call.j.axis(axis, (i ? y : x).shape.length)));
  const bad = left!.findIndex((axis, i) => x.shape[axis] !== y.shape[right![i]!]);
  if (bad >= 0) throw machine.raise("TypeError", `dot_general requires contracting dimensions to have the same shape, got (${left!.map((axis) => x.shape[axis]).join(", ")},) and (${right!.map((axis) => y.shape[axis]).join(", ")},).`);
  return typed(call, general(machine, x, y, left!, right!));
}

function vdot(call: Call): JaxArray {
  const { j, machine, array } = call;
  const [x, y] = [j.ravel(array("a")), j.ravel(array("b", 1))];
  mismatch(machine, x.shape[0], y.shape[0]);
  return typed(call, contraction(machine, "matmul", x, y));
}

/** ⟨x, y⟩ along an axis of both. */
const vecdot = (j: Jnp, x: JaxArray, y: JaxArray, axis: number): JaxArray => j.sum(j.mul(x, y), [axis < 0 ? Math.max(x.shape.length, y.shape.length) + axis : axis]);

function cross({ j, machine, a, array, given, int }: Call): JaxArray {
  const [x, y] = [array("a"), array("b", 1)];
  const axes = given("axis") ? [int("axis"), int("axis"), int("axis")] : ["axisa", "axisb", "axisc"].map((name) => (a[name] === undefined ? -1 : int(name)));
  const [u, v] = [x, y].map((one, i) => j.moveaxis(one, j.axis(axes[i]!, one.shape.length), one.shape.length - 1));
  const [m, n] = [u!.shape.at(-1)!, v!.shape.at(-1)!];
  if (![m, n].every((length) => length === 2 || length === 3)) throw machine.raise("ValueError", "Dimension must be either 2 or 3 for cross product");
  const part = (one: JaxArray, k: number): JaxArray => j.reshape(j.slice(one, one.shape.length - 1, k, k + 1), one.shape.slice(0, -1));
  const third = (k: number, l: number): JaxArray => j.sub(j.mul(part(u!, k), part(v!, l)), j.mul(part(u!, l), part(v!, k)));
  if (m === 2 && n === 2) return j.strong(third(0, 1));
  const wide = (one: JaxArray, k: number, length: number): JaxArray => (k < length ? part(one, k) : j.mul(part(one, 0), 0));
  const component = (k: number, l: number): JaxArray => j.sub(j.mul(wide(u!, k, m), wide(v!, l, n)), j.mul(wide(u!, l, m), wide(v!, k, n)));
  const result = j.stack([component(1, 2), component(2, 0), component(0, 1)], component(1, 2).shape.length);
  return j.strong(j.moveaxis(result, result.shape.length - 1, j.axis(axes[2]!, result.shape.length)));
}

/** 1 where an element belongs to the lower triangle shifted by k. */
const lower = (rows: number, columns: number, k: number): number[] => Array.from({ length: rows * columns }, (_, i) => ((i % columns) - Math.floor(i / columns) <= k ? 1 : 0));

function triangle(name: "tril" | "triu"): PyBuiltin {
  return define(`${name}(m, k=0)`, ({ j, machine, array, int }) => {
    const x = array("m");
    if (x.shape.length < 2) throw machine.raise("ValueError", `Argument to jax.numpy.${name} must be at least 2D`);
    const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
    const inside = lower(rows, columns, name === "tril" ? int("k") : int("k") - 1);
    const mask = new JaxArray(constantNode(fromNumbers("bool", [rows, columns], name === "tril" ? inside : inside.map((one) => 1 - one)), false));
    return j.cast(j.where(j.expand(mask, x.shape), x, j.cast(0, x.dtype)), x.dtype);
  });
}

const indexPairs = (name: string, keep: (column: number, row: number, k: number) => boolean): PyBuiltin[] => {
  const of = (machine: Machine, rows: number, columns: number, k: number): PyTuple => {
    const found = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns] as const).filter(([row, column]) => keep(column, row, k));
    return new PyTuple([0, 1].map((side) => integers(machine, [found.length], found.map((pair) => pair[side]!))));
  };
  return [
    define(`${name}(n, k=0, m=None)`, ({ machine, int, given }) => of(machine, int("n"), given("m") ? int("m") : int("n"), int("k"))),
    define(`${name}_from(arr, k=0)`, ({ machine, array, int }) => of(machine, array("arr").shape.at(-2)!, array("arr").shape.at(-1)!, int("k"))),
  ];
};

export function diagonal(call: Call, x: JaxArray): JaxArray {
  const { j, machine, int } = call;
  if (x.shape.length < 2) throw machine.raise("ValueError", "diagonal requires an array of at least two dimensions.");
  return j.strong(kept(machine, "diagonal", x, { offset: int("offset"), axis1: j.axis(int("axis1"), x.shape.length), axis2: j.axis(int("axis2"), x.shape.length) }));
}

export const CONTRACTIONS: readonly PyBuiltin[] = [
  define(`dot(a, b, ${PRECISION})`, (call) => typed(call, dot(call.machine, call.array("a"), call.array("b", 1)))),
  define(`matmul(a, b, ${PRECISION})`, (call) => typed(call, matmul(call.machine, call.array("a"), call.array("b", 1)))),
  define(`vdot(a, b, ${PRECISION})`, vdot), define(`tensordot(a, b, axes=2, ${PRECISION})`, tensordot),
  define(`inner(a, b, ${PRECISION})`, (call) => {
    const [x, y] = [call.array("a"), call.array("b", 1)];
    if (!x.shape.length || !y.shape.length) return call.j.mul(x, y);
    mismatch(call.machine, x.shape.at(-1), y.shape.at(-1));
    return typed(call, general(call.machine, x, y, [x.shape.length - 1], [y.shape.length - 1]));
  }),
  define("outer(a, b, out=None)", ({ j, array }) => j.mul(j.reshape(array("a"), [-1, 1]), j.reshape(array("b", 1), [1, -1]))),
  define("einsum(subscripts, /, *operands, out=None, optimize='optimal', precision=None, preferred_element_type=None, _dot_general=None, out_sharding=None)", (call) => typed(call, einsum(call))),
  define(`vecdot(x1, x2, /, *, axis=-1, precision=None, preferred_element_type=None)`, ({ j, array, int }) => { const [x, y] = [array("x1"), array("x2", 1)]; const result = vecdot(j, x, y, int("axis")); return new JaxArray(result.node, x.weakType && y.weakType); }),
  define(`matvec(x1, x2, /)`, ({ j, array }) => { const [x, y] = [array("x1"), array("x2", 1)]; const product = j.matmul(x, j.unsqueeze(y, y.shape.length)); return j.reshape(product, product.shape.slice(0, -1)); }),
  define(`vecmat(x1, x2, /)`, ({ j, array }) => { const [x, y] = [array("x1"), array("x2", 1)]; const product = j.matmul(j.unsqueeze(x, x.shape.length - 1), y); return j.reshape(product, [...product.shape.slice(0, -2), product.shape.at(-1)!]); }),
  define("kron(a, b)", ({ machine, array }) => contraction(machine, "kron", array("a"), array("b", 1))),
  define("cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)", cross),
  define("trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None)", (call) => call.j.sum(diagonal(call, call.array("a")), [call.array("a").shape.length - 2])),
  define("diagonal(a, offset=0, axis1=0, axis2=1)", (call) => diagonal(call, call.array("a"))),
  define("diag(v, k=0)", ({ machine, array, int }) => { const x = array("v"); if (x.shape.length === 1) return kept(machine, "diag_embed", x, { offset: int("k"), axis1: -2, axis2: -1, value: 0 }); if (x.shape.length !== 2) throw machine.raise("ValueError", "diag input must be 1d or 2d"); return kept(machine, "diagonal", x, { offset: int("k"), axis1: 0, axis2: 1 }); }),
  define("diagflat(v, k=0)", ({ j, machine, array, int }) => j.strong(kept(machine, "diag_embed", j.ravel(array("v")), { offset: int("k"), axis1: -2, axis2: -1, value: 0 }))),
  define("fill_diagonal(a, val, wrap=False, *, inplace=True)", ({ j, machine, a, array, flag }) => {
    if (flag("inplace")) throw machine.raise("NotImplementedError", "JAX arrays are immutable, must use inplace=False");
    const x = array("a");
    const [rows, columns] = [x.shape.at(0)!, x.shape.at(-1)!];
    const mask = new JaxArray(constantNode(fromNumbers("bool", [rows, columns], Array.from({ length: rows * columns }, (_, i) => (Math.floor(i / columns) === i % columns ? 1 : 0))), false));
    const value = j.cast(arrayFrom(machine, a.val!)!, x.dtype);
    const row = j.ravel(value);
    const repeated = Array.from({ length: rows }, (_, i) => (row.shape[0]! ? i % row.shape[0]! : 0));
    return j.where(mask, value.shape.length ? j.unsqueeze(j.pick(row, integers(machine, [rows], repeated), 0), 1) : value, x);
  }),
  triangle("tril"), triangle("triu"), ...indexPairs("tril_indices", (column, row, k) => column - row <= k), ...indexPairs("triu_indices", (column, row, k) => column - row >= k),
  define("diag_indices(n, ndim=2)", ({ machine, int }) => new PyTuple(Array.from({ length: int("ndim") }, () => integers(machine, [int("n")], Array.from({ length: int("n") }, (_, i) => i))))),
  define("diag_indices_from(arr)", ({ machine, array }) => new PyTuple(array("arr").shape.map(() => integers(machine, [array("arr").shape[0]!], Array.from({ length: array("arr").shape[0]! }, (_, i) => i))))),
];
