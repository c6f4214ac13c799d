/** `jax.numpy.linalg`. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyFloat, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { type Attributes, OperationError } from "../../../ops/define.js";
import { sizeOf } from "../../../tensor/shape.js";
import { isNumber, numberOf } from "../../arguments.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import type { Jnp } from "../jnp.js";
import { named, type Part } from "../part.js";
import { computed, kept } from "../run.js";
import { defaultInt } from "../state.js";
import { axesOf, type Call, define } from "./arguments.js";
import { FUNCTIONS } from "./index.js";
import { result } from "./results.js";
import { matrixTransposed } from "./shapes.js";

/** A matrix as strong floats. */
const matrix = (call: Call, name: string): JaxArray => call.j.strong(call.j.inexact(call.array(name)));

function square({ machine }: Call, x: JaxArray, name: string): JaxArray {
  if (x.shape.length < 2 || x.shape.at(-1) !== x.shape.at(-2)) throw machine.raise("ValueError", `Argument to ${name} must have shape [..., n, n], got ${shapeText(x.shape)}${name === "inv" ? "." : ""}`);
  return x;
}

/** What JAX gives for a matrix that has no such factors is made of NaN and infinities in an order that is LAPACK's own. */
function regular<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OperationError) throw new Unsupported("unsupported-call", say.unsupportedName(say.singular(`jnp.linalg.${name}`)));
    throw error;
  }
}

/** A card on a matrix. */
function decomposed(machine: Machine, card: string, x: JaxArray, attributes: Attributes = {}): JaxArray {
  return new JaxArray(regular(card, () => machine.trace.apply(card, [x.node], attributes)));
}

/** The lower factor; NaN in its triangle where the matrix is not positive definite. */
function cholesky(call: Call): JaxArray {
  const { j, machine, flag } = call;
  const x = symmetrized(j, square(call, matrix(call, "a"), "cholesky"));
  const n = x.shape.at(-1)!;
  let lower: JaxArray;
  try {
    lower = new JaxArray(machine.trace.apply("cholesky", [x.node]));
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    lower = computed(machine, x.dtype, x.shape, Array.from({ length: sizeOf(x.shape) }, (_, i) => (i % n > Math.floor(i / n) % n ? 0 : Number.NaN)));
  }
  return flag("upper") ? matrixTransposed(j, lower) : lower;
}

/** Entries of small matrices, for formulas in them. */
const entry = (j: Jnp, x: JaxArray, row: number, column: number): JaxArray => {
  const rank = x.shape.length;
  return j.reshape(j.slice(j.slice(x, rank - 2, row, row + 1), rank - 1, column, column + 1), x.shape.slice(0, -2));
};

function det(call: Call): JaxArray {
  const { j, machine } = call;
  const x = square(call, matrix(call, "a"), "_det()");
  const e = (row: number, column: number): JaxArray => entry(j, x, row, column);
  const product = (...terms: readonly JaxArray[]): JaxArray => terms.reduce((so, term) => j.mul(so, term));
  if (x.shape.at(-1) === 2) return j.sub(product(e(0, 0), e(1, 1)), product(e(0, 1), e(1, 0)));
  if (x.shape.at(-1) === 3) {
    const plus = [product(e(0, 0), e(1, 1), e(2, 2)), product(e(0, 1), e(1, 2), e(2, 0)), product(e(0, 2), e(1, 0), e(2, 1))].reduce((so, term) => j.add(so, term));
    return [product(e(0, 2), e(1, 1), e(2, 0)), product(e(0, 0), e(1, 2), e(2, 1)), product(e(0, 1), e(1, 0), e(2, 2))].reduce((so, term) => j.sub(so, term), plus);
  }
  return decomposed(machine, "det", x);
}

function slogdet(call: Call): Value {
  const { machine } = call;
  const x = square(call, matrix(call, "a"), "slogdet()");
  return result(machine, "SlogdetResult", { sign: decomposed(machine, "det_sign", x), logabsdet: decomposed(machine, "logabsdet", x) });
}

function solve(call: Call): JaxArray {
  const { j, machine } = call;
  const [a, b] = j.together(call.array("a"), call.array("b", 1)).map((one) => j.strong(one));
  return solved(j, machine, a!, b!);
}

function solved(j: Jnp, machine: Machine, a: JaxArray, b: JaxArray): JaxArray {
  if (a.shape.length < 2) throw machine.raise("ValueError", `left hand array must be at least two dimensional; got a.shape=${shapeText(a.shape)}`);
  const vector = b.shape.length === 1;
  const [n, m] = [a.shape.at(-1)!, b.shape.at(vector ? -1 : -2)!];
  if (n !== m) throw machine.raise("ValueError", `inconsistent size for core dimension 'm': ${m} vs ${n} on vectorized function with excluded=frozenset() and signature='${vector ? "(m,m),(m)->(m)" : "(m,m),(m,n)->(m,n)"}'`);
  const right = vector ? j.unsqueeze(b, 1) : b;
  const x = new JaxArray(regular("solve", () => machine.trace.apply("solve", [a.node, right.node])));
  return vector ? j.reshape(x, x.shape.slice(0, -1)) : x;
}

function inv(call: Call): JaxArray {
  return decomposed(call.machine, "inv", square(call, matrix(call, "a"), "inv"));
}

/** jaxlib calls OpenBLAS, whose signs are those of the reference LAPACK. */
const OPENBLAS = { lapack: "reference" };

/** Singular values, largest first. */
const singular = (machine: Machine, x: JaxArray): JaxArray => decomposed(machine, "svd_s", x, OPENBLAS);

function svd(call: Call): Value {
  const { machine, flag } = call;
  const x = matrix(call, "a");
  if (!flag("compute_uv")) return singular(machine, x);
  const attributes = { ...OPENBLAS, full: flag("full_matrices") };
  return result(machine, "SVDResult", { U: decomposed(machine, "svd_u", x, attributes), S: singular(machine, x), Vh: decomposed(machine, "svd_vh", x, attributes) });
}

/** The mean of a matrix and its transpose: what the eigenvalue functions read. */
const symmetrized = (j: Jnp, x: JaxArray): JaxArray => j.over(j.add(x, matrixTransposed(j, x)), 2);

function eigh(call: Call, valuesOnly: boolean): Value {
  const { j, machine, flag } = call;
  const given = square(call, matrix(call, "a"), "eigh()");
  const x = flag("symmetrize_input") ? symmetrized(j, given) : given;
  const values = decomposed(machine, "eigh_values", x, OPENBLAS);
  return valuesOnly ? values : result(machine, "EighResult", { eigenvalues: values, eigenvectors: decomposed(machine, "eigh_vectors", x, OPENBLAS) });
}

const power = (j: Jnp, x: JaxArray, ord: number, axes: readonly number[] | null, keepdims: boolean): JaxArray => {
  if (ord === 2) return j.call("sqrt", j.reduce("jax_sum_of_squares", x, axes, keepdims));
  const size = j.abs(x);
  if (ord === Infinity) return j.max(size, axes, keepdims);
  if (ord === -Infinity) return j.min(size, axes, keepdims);
  if (ord === 0) return j.sum(j.cast(j.compare("ne", x, 0), x.dtype), axes, keepdims);
  if (ord === 1) return j.sum(size, axes, keepdims);
  return j.pow(j.sum(j.pow(size, j.constant(ord, x.dtype)), axes, keepdims), j.constant(1 / ord, x.dtype));
};

/** `ord=` as a number or a word; null: the default. */
const orderOf = (value: Value): number | string | null => (value === null || typeof value === "string" ? value : value instanceof PyFloat || isNumber(value) ? numberOf(value) : null);

function norm(call: Call, given: JaxArray, axis: Value, ord: number | string | null, keepdims: boolean): JaxArray {
  const { j, machine } = call;
  const x = j.strong(j.inexact(given));
  if (axis === null && ord === null) return j.call("sqrt", j.reduce("jax_sum_of_squares", x, null, keepdims));
  const axes = axis === null ? x.shape.map((_, i) => i) : axesOf(machine, axis, x.shape.length)!;
  if (axes.length === 1) {
    if (typeof ord === "string") throw machine.raise("ValueError", `Invalid order '${ord}' for vector norm.`);
    return power(j, x, ord ?? 2, axes, keepdims);
  }
  if (axes.length !== 2) throw machine.raise("ValueError", `Improper number of axes for norm: axis=${shapeText(axes)}. Pass one axis to compute a vector-norm, or two axes to compute a matrix-norm.`);
  if (ord === null || ord === "f" || ord === "fro") return j.call("sqrt", j.reduce("jax_sum_of_squares", x, axes, keepdims));
  const [row, column] = axes as [number, number];
  const shaped = (y: JaxArray): JaxArray => (keepdims ? y : j.reshape(y, x.shape.filter((_, i) => i !== row && i !== column)));
  if (ord === 1 || ord === -1) return shaped(j.reduce(ord === 1 ? "amax" : "amin", j.sum(j.abs(x), [row], true), [column], true));
  if (ord === Infinity || ord === -Infinity) return shaped(j.reduce(ord > 0 ? "amax" : "amin", j.sum(j.abs(x), [column], true), [row], true));
  if (ord !== "nuc" && ord !== 2 && ord !== -2) throw machine.raise("ValueError", `Invalid order '${ord}' for matrix norm.`);
  const rest = x.shape.map((_, i) => i).filter((i) => i !== row && i !== column);
  const values = singular(machine, j.permute(x, [...rest, row, column]));
  const last = [values.shape.length - 1];
  const value = ord === "nuc" ? j.sum(values, last) : j.reduce(ord === 2 ? "amax" : "amin", values, last);
  return keepdims ? j.reshape(value, x.shape.map((length, i) => (i === row || i === column ? 1 : length))) : value;
}

function matrixPower(call: Call): JaxArray {
  const { j, machine, int, array } = call;
  const given = array("a");
  if (given.shape.length < 2) throw machine.raise("TypeError", `${given.shape.length}-dimensional array given. Array must be at least two-dimensional`);
  if (given.shape.at(-1) !== given.shape.at(-2)) throw machine.raise("TypeError", "Last 2 dimensions of the array must be square");
  const n = int("n");
  const size = given.shape.at(-1)!;
  if (n === 0) return j.expand(computed(machine, given.dtype, [size, size], Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))), given.shape);
  let factor = n < 0 ? decomposed(machine, "inv", j.strong(j.inexact(given))) : given;
  if (Math.abs(n) === 3) return j.matmul(j.matmul(factor, factor), factor);
  let power: JaxArray | null = null;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2) power = power ? j.matmul(power, factor) : factor;
    if (rest > 1) factor = j.matmul(factor, factor);
  }
  return power!; // n is not 0
}

/** Singular values below rcond times the largest count as 0. */
function lstsq(call: Call): Value {
  const { j, machine, array } = call;
  const [a, b] = j.together(array("a"), array("b", 1)).map((one) => j.strong(one));
  const [m, n] = [a!.shape[0]!, a!.shape[1]!];
  const right = b!.shape.length === 1 ? j.unsqueeze(b!, 1) : b!;
  const x = j.matmul(decomposed(machine, "pinv", a!), right);
  const rank = j.cast(decomposed(machine, "matrix_rank", a!), defaultInt(machine));
  const difference = j.sub(right, j.matmul(a!, x));
  const residuals = m > n ? j.sum(j.mul(difference, difference), [0]) : j.slice(j.ravel(a!), 0, 0, 0);
  const solution = b!.shape.length === 1 ? j.reshape(x, [n]) : x;
  return new PyTuple([solution, residuals, rank, singular(machine, a!)]);
}

const again = (name: string): PyBuiltin => FUNCTIONS.find((one) => one.name === name)!;

export const LINALG_FUNCTIONS: readonly PyBuiltin[] = [
  define("det(a)", det), define("slogdet(a, *, method=None)", slogdet), define("inv(a)", inv), define("solve(a, b)", solve),
  define("cholesky(a, *, upper=False, symmetrize_input=True)", cholesky),
  define("qr(a, mode='reduced')", (call) => { const x = matrix(call, "a"); const mode = call.a.mode === "complete" ? "complete" : "reduced"; const r = decomposed(call.machine, "qr_r", x, { mode }); return call.a.mode === "r" ? r : result(call.machine, "QRResult", { Q: decomposed(call.machine, "qr_q", x, { mode }), R: r }); }),
  define("svd(a, full_matrices=True, compute_uv=True, hermitian=False, subset_by_index=None)", svd), define("svdvals(x, /)", (call) => singular(call.machine, matrix(call, "x"))),
  define("eigh(a, UPLO=None, symmetrize_input=True)", (call) => eigh(call, false)), define("eigvalsh(a, UPLO='L', *, symmetrize_input=True)", (call) => eigh(call, true)),
  define("norm(x, ord=None, axis=None, keepdims=False)", (call) => norm(call, call.array("x"), call.a.axis!, orderOf(call.a.ord!), call.flag("keepdims"))),
  define("vector_norm(x, /, *, axis=None, keepdims=False, ord=2)", (call) => { const x = call.j.strong(call.j.inexact(call.array("x"))); return power(call.j, x, Number(orderOf(call.a.ord!) ?? 2), axesOf(call.machine, call.a.axis!, x.shape.length), call.flag("keepdims")); }),
  define("matrix_norm(x, /, *, keepdims=False, ord='fro')", (call) => norm(call, call.array("x"), new PyTuple([-2, -1]), orderOf(call.a.ord!), call.flag("keepdims"))),
  define("matrix_power(a, n)", matrixPower),
  define("matrix_rank(M, rtol=None, *, hermitian=False, tol=None)", (call) => call.j.cast(decomposed(call.machine, "matrix_rank", matrix(call, "M")), defaultInt(call.machine))),
  define("pinv(a, rtol=None, hermitian=False, *, rcond=None)", (call) => decomposed(call.machine, "pinv", matrix(call, "a"))),
  define("lstsq(a, b, rcond=None, *, numpy_resid=False)", lstsq),
  define("multi_dot(arrays, *, precision=None)", ({ j, machine, a }) => [...machine.iterate(a.arrays!)].map((value, i) => need(machine, value, "multi_dot", i)).reduce((so, one) => j.matmul(so, one))),
  define("cond(x, p=None)", (call) => {
    const { j, machine } = call;
    const x = matrix(call, "x");
    const p = orderOf(call.a.p!);
    if (p !== null && p !== 2) return j.mul(norm(call, x, null, p, false), norm(call, decomposed(machine, "inv", x), null, p, false));
    const values = singular(machine, x);
    const last = values.shape.length - 1;
    const at = (k: number): JaxArray => j.reshape(j.slice(values, last, k, k + 1), values.shape.slice(0, -1));
    return j.div(at(0), at(values.shape[last]! - 1));
  }),
  define("tensorinv(a, ind=2)", ({ j, machine, array, int }) => { const x = array("a"); const [left, right] = [x.shape.slice(0, int("ind")), x.shape.slice(int("ind"))]; return j.reshape(decomposed(machine, "inv", j.strong(j.inexact(j.reshape(x, [left.reduce((product, length) => product * length, 1), -1])))), [...right, ...left]); }),
  define("tensorsolve(a, b, axes=None)", ({ j, machine, array }) => { const [x, y] = [j.strong(j.inexact(array("a"))), j.strong(j.inexact(array("b", 1)))]; return j.reshape(solved(j, machine, j.reshape(x, [sizeOf(y.shape), -1]), j.ravel(y)), x.shape.slice(y.shape.length)); }),
  define("outer(x1, x2, /)", ({ j, array }) => j.mul(j.reshape(array("x1"), [-1, 1]), j.reshape(array("x2", 1), [1, -1]))),
  define("diagonal(x, /, *, offset=0)", ({ j, machine, array, int }) => { const x = array("x"); return j.strong(kept(machine, "diagonal", x, { offset: int("offset"), axis1: x.shape.length - 2, axis2: x.shape.length - 1 })); }),
  define("trace(x, /, *, offset=0, dtype=None)", ({ j, machine, a, array, int }) => { const x = array("x"); const diagonal = kept(machine, "diagonal", x, { offset: int("offset"), axis1: x.shape.length - 2, axis2: x.shape.length - 1 }); const dtype = dtypeOf(machine, a.dtype!, "trace"); return j.sum(dtype ? j.cast(diagonal, dtype) : diagonal, [diagonal.shape.length - 1]); }),
  define("cross(x1, x2, /, *, axis=-1)", ({ machine, a }) => machine.call(again("cross"), [a.x1!, a.x2!], new Map([["axis", a.axis!]]))),
];

export const JAX_LINALG: Part = { "jax.numpy.linalg": () => [...named(LINALG_FUNCTIONS), ...named(["matmul", "matrix_transpose", "tensordot", "vecdot"].map(again))] };
