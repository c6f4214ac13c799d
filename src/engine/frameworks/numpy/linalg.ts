/** numpy.linalg: what is not a card of its own. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, Unsupported, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument, intList, isNumber, numberOf } from "../arguments.js";
import { arrayOf, resultOf } from "./array-type.js";
import { castTo, flat, need, normalAxis, numberLeaf, operationsOf, run } from "./call.js";
import { eigen } from "./eigenvalues.js";
import { linAlgError } from "./errors.js";
import { numpyMessages as say } from "./messages.js";
import { namedResult } from "./named-results.js";

const floats = (machine: Machine, value: Value | undefined): Node => { const x = need(machine, value); return isFloating(x.value.dtype) ? x : castTo(machine, x, "float64"); };

/** A stack of matrices, or LinAlgError. */
function matrices(machine: Machine, value: Value | undefined): Node {
  const x = floats(machine, value);
  if (x.value.shape.length < 2) throw linAlgError(`${x.value.shape.length}-dimensional array given. Array must be at least two-dimensional`);
  return x;
}
function squares(machine: Machine, value: Value | undefined): Node {
  const x = matrices(machine, value);
  if (x.value.shape.at(-1) !== x.value.shape.at(-2)) throw linAlgError("Last 2 dimensions of the array must be square");
  return x;
}

/** NumPy's wheels come with OpenBLAS, whose vectors differ in sign from MKL's. */
const OPENBLAS = { lapack: "reference" };
const svdParts = (machine: Machine, x: Node, full: boolean): { u: Node; s: Node; vh: Node } => {
  const part = (which: string): Node => run(machine, `svd_${which}`, [x], { ...OPENBLAS, full });
  return { u: part("u"), s: part("s"), vh: part("vh") };
};
const singularValues = (machine: Machine, x: Node): Node => run(machine, "svd_s", [x], { ...OPENBLAS });
const eighPart = (machine: Machine, which: "values" | "vectors", x: Node, triangle: Value): Node => run(machine, `eigh_${which}`, [x], { ...OPENBLAS, triangle: String(triangle).toUpperCase() });

const VECTOR_ORDER = "Invalid norm order '%' for vectors";

function norm(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = floats(machine, a.x);
  const keepdim = a.keepdims === true;
  const order = a.ord ?? null;
  const rank = x.value.shape.length;
  if (a.axis === null && order === null) {
    const all = run(machine, "norm", [x], { p: 2, axes: null, keepdim: false });
    return resultOf(keepdim ? run(machine, "reshape", [all], { shape: x.value.shape.map(() => 1) }) : all);
  }
  const given = a.axis === null ? x.value.shape.map((_, i) => i) : (intList(a.axis!) ?? [intArgument(machine, a.axis!, "axis")]);
  const axes = given.map((axis) => normalAxis(axis, rank));
  if (axes.length === 1) {
    if (typeof order === "string") throw machine.raise("ValueError", VECTOR_ORDER.replace("%", order));
    return resultOf(run(machine, "norm", [x], { p: order === null ? 2 : floatArgument(machine, order, "ord"), axes, keepdim }));
  }
  if (axes.length !== 2) throw machine.raise("ValueError", "Improper number of dimensions to norm.");
  if (axes[0] === axes[1]) throw machine.raise("ValueError", "Duplicate axes given.");
  if (order === null || order === "fro" || order === "f") return resultOf(run(machine, "norm", [x], { p: 2, axes, keepdim }));
  return resultOf(matrixNorm(machine, x, axes as [number, number], order === "nuc" ? "nuc" : isNumber(order) ? numberOf(order) : Number.NaN, keepdim)); // two axes, checked above
}

/** Sums of magnitudes of columns or rows (±1, ±∞), or of singular values (±2, nuclear). */
function matrixNorm(machine: Machine, x: Node, [rows, columns]: readonly [number, number], order: number | "nuc", keepdim: boolean): Node {
  const finish = (node: Node): Node => (keepdim ? run(machine, "reshape", [node], { shape: x.value.shape.map((length, i) => (i === rows || i === columns ? 1 : length)) }) : node);
  if (order === "nuc" || Math.abs(order) === 2) {
    const last = run(machine, "permute", [x], { axes: [...x.value.shape.flatMap((_, i) => (i === rows || i === columns ? [] : [i])), rows, columns] });
    const s = singularValues(machine, last);
    return finish(run(machine, order === "nuc" ? "sum" : order > 0 ? "amax" : "amin", [s], { axes: [-1], keepdim: false }));
  }
  if (Math.abs(order) !== 1 && Math.abs(order) !== Number.POSITIVE_INFINITY) throw machine.raise("ValueError", "Invalid norm order for matrices.");
  const [along, across] = Number.isFinite(order) ? [rows, columns] : [columns, rows];
  const sums = run(machine, "sum", [run(machine, "abs", [x])], { axes: [along], keepdim: true });
  const extreme = run(machine, order > 0 ? "amax" : "amin", [sums], { axes: [across], keepdim: true });
  return keepdim ? extreme : run(machine, "reshape", [extreme], { shape: x.value.shape.filter((_, i) => i !== rows && i !== columns) });
}

function power(machine: Machine, x: Node, n: number): Node {
  if (n < 0) return power(machine, run(machine, "inv", [x]), -n);
  const size = x.value.shape.at(-1)!;
  if (n === 0) return run(machine, "clone", [run(machine, "expand", [numberLeaf(machine, x.value.dtype, [size, size], Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)))], { shape: [...x.value.shape] })]);
  if (n === 1) return x;
  const squared = run(machine, "matmul", [x, x]);
  if (n === 2) return squared;
  if (n === 3) return run(machine, "matmul", [squared, x]);
  let [result, base, rest]: [Node | null, Node | null, number] = [null, null, n];
  while (rest > 0) {
    base = base ? run(machine, "matmul", [base, base]) : x;
    if (rest % 2) result = result ? run(machine, "matmul", [result, base]) : base;
    rest = Math.floor(rest / 2);
  }
  return result!; // n > 0
}

function qr(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = matrices(machine, a.a);
  if (a.mode === "raw") throw new Unsupported("unsupported-call", say.form("np.linalg.qr", "mode='raw'"));
  if (!["reduced", "complete", "r"].includes(String(a.mode))) throw machine.raise("ValueError", `Unrecognized mode '${String(a.mode)}'`);
  const attributes = { mode: a.mode === "complete" ? "complete" : "reduced" };
  const r = arrayOf(run(machine, "qr_r", [x], attributes));
  return a.mode === "r" ? r : namedResult("QRResult", ["Q", "R"], [arrayOf(run(machine, "qr_q", [x], attributes)), r]);
}

/** Least squares by the pseudo-inverse, with residuals, rank and singular values. */
function lstsq(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const [x, given] = [matrices(machine, a.a), floats(machine, a.b)];
  const [m, n] = x.value.shape as readonly [number, number];
  if (given.value.shape[0] !== m) throw linAlgError("Incompatible dimensions");
  const b = given.value.shape.length === 1 ? o.reshape(given, [-1, 1]) : given;
  const s = singularValues(machine, x);
  const values = toNumbers(s.value);
  const epsilon = x.value.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  const rcond = a.rcond === null || a.rcond === undefined ? epsilon * Math.max(m, n) : floatArgument(machine, a.rcond, "rcond") < 0 ? epsilon : floatArgument(machine, a.rcond, "rcond");
  const rank = values.filter((value) => value > rcond * (values[0] ?? 0)).length;
  const tall = rank === n && m >= n;
  const solution = tall ? o.apply("solve_triangular", [o.apply("qr_r", [x]), o.matmul(o.transpose(o.apply("qr_q", [x])), b)], { upper: true, left: true, unitriangular: false }) : o.matmul(run(machine, "pinv", [x], { rtol: rcond, atol: 0 }), b);
  const misfit = o.sub(b, o.matmul(x, solution));
  const residuals = tall && m > n ? o.sum(o.mul(misfit, misfit), [0]) : numberLeaf(machine, x.value.dtype, [0], []);
  const shaped = given.value.shape.length === 1 ? o.reshape(solution, [-1]) : solution;
  return new PyTuple([arrayOf(shaped), arrayOf(residuals), resultOf(numberLeaf(machine, "int32", [], [rank])), arrayOf(s)]);
}

function cond(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = matrices(machine, a.x);
  const last = [x.value.shape.length - 2, x.value.shape.length - 1] as const;
  const order = a.p ?? null;
  if (order === null || (isNumber(order) && Math.abs(numberOf(order)) === 2)) {
    const s = singularValues(machine, x);
    const [top, bottom] = ["amax", "amin"].map((card) => run(machine, card, [s], { axes: [-1], keepdim: false })) as [Node, Node]; // two cards
    return resultOf(order !== null && numberOf(order as number) < 0 ? run(machine, "div", [bottom, top]) : run(machine, "div", [top, bottom]));
  }
  const size = (node: Node): Node => (order === "fro" ? run(machine, "norm", [node], { p: 2, axes: [...last], keepdim: false }) : matrixNorm(machine, node, last, order === "nuc" ? "nuc" : numberOf(order as number), false));
  return resultOf(run(machine, "mul", [size(x), size(run(machine, "inv", [x]))]));
}

const product = (shape: readonly number[]): number => sizeOf(shape);

export const LINALG: readonly PyBuiltin[] = [
  native("norm(x, ord=None, axis=None, keepdims=False)", norm),
  native("matrix_norm(x, *, keepdims=False, ord='fro')", (machine, a) => norm(machine, { ...a, axis: new PyTuple([-2, -1]) })),
  native("vector_norm(x, *, axis=None, keepdims=False, ord=2)", (machine, a) => {
    const x = floats(machine, a.x);
    const axes = a.axis === null ? x.value.shape.map((_, i) => i) : (intList(a.axis!) ?? [intArgument(machine, a.axis!, "axis")]).map((axis) => normalAxis(axis, x.value.shape.length));
    return resultOf(run(machine, "norm", [x], { p: floatArgument(machine, a.ord!, "ord"), axes, keepdim: a.keepdims === true }));
  }),
  native("matrix_power(a, n)", (machine, a) => { const n = intArgument(machine, a.n!, "n"); const x = squares(machine, a.a); return arrayOf(power(machine, n < 0 ? x : need(machine, a.a), n)); }),
  native("slogdet(a)", (machine, a) => { const x = squares(machine, a.a); return namedResult("SlogdetResult", ["sign", "logabsdet"], [resultOf(run(machine, "det_sign", [x])), resultOf(run(machine, "logabsdet", [x]))]); }),
  native("multi_dot(arrays, *, out=None)", (machine, a) => resultOf([...machine.iterate(a.arrays!)].map((one) => need(machine, one)).reduce((left, right) => run(machine, "numpy_dot", [left, right])))),
  native("qr(a, mode='reduced')", qr),
  native("svd(a, full_matrices=True, compute_uv=True, hermitian=False)", (machine, a) => {
    const x = matrices(machine, a.a);
    if (a.compute_uv === false) return arrayOf(singularValues(machine, x));
    const { u, s, vh } = svdParts(machine, x, a.full_matrices !== false);
    return namedResult("SVDResult", ["U", "S", "Vh"], [u, s, vh].map(arrayOf));
  }),
  native("eigh(a, UPLO='L')", (machine, a) => { const x = squares(machine, a.a); return namedResult("EighResult", ["eigenvalues", "eigenvectors"], [arrayOf(eighPart(machine, "values", x, a.UPLO!)), arrayOf(eighPart(machine, "vectors", x, a.UPLO!))]); }),
  native("eigvalsh(a, UPLO='L')", (machine, a) => arrayOf(eighPart(machine, "values", squares(machine, a.a), a.UPLO!))),
  native("eig(a)", (machine, a) => { const { values, vectors } = eigen(machine, squares(machine, a.a)); return namedResult("EigResult", ["eigenvalues", "eigenvectors"], [arrayOf(values), arrayOf(vectors)]); }),
  native("eigvals(a)", (machine, a) => arrayOf(eigen(machine, squares(machine, a.a)).values)),
  native("pinv(a, rcond=None, hermitian=False, *, rtol=None)", (machine, a) => {
    const x = matrices(machine, a.a);
    const given = a.rcond ?? a.rtol ?? null;
    return arrayOf(run(machine, "pinv", [x], { rtol: given === null ? (isFloating(x.value.dtype) ? 1e-15 : null) : floatArgument(machine, given, "rcond"), atol: 0, hermitian: a.hermitian === true }));
  }),
  native("matrix_rank(A, tol=None, hermitian=False, *, rtol=None)", (machine, a) => {
    const x = floats(machine, a.A);
    if (x.value.shape.length < 2) return toNumbers(x.value).some((value) => value !== 0) ? 1 : 0;
    return resultOf(run(machine, "matrix_rank", [x], { atol: a.tol === null ? null : floatArgument(machine, a.tol!, "tol"), rtol: a.rtol === null ? null : floatArgument(machine, a.rtol!, "rtol"), hermitian: a.hermitian === true }));
  }),
  native("lstsq(a, b, rcond=None)", lstsq),
  native("cond(x, p=None)", cond),
  native("tensorinv(a, ind=2)", (machine, a) => {
    const o = operationsOf(machine);
    const x = floats(machine, a.a);
    const [front, back] = [x.value.shape.slice(0, Number(a.ind)), x.value.shape.slice(Number(a.ind))];
    return arrayOf(o.reshape(o.apply("inv", [o.reshape(x, [product(front), -1])]), [...back, ...front]));
  }),
  native("tensorsolve(a, b, axes=None)", (machine, a) => {
    const o = operationsOf(machine);
    const [x, b] = [floats(machine, a.a), floats(machine, a.b)];
    const rank = x.value.shape.length;
    const last = a.axes === null ? [] : intList(a.axes!)!.map((axis) => normalAxis(axis, rank));
    const moved = last.length ? o.permute(x, [...x.value.shape.flatMap((_, i) => (last.includes(i) ? [] : [i])), ...last]) : x;
    const shape = moved.value.shape.slice(b.value.shape.length);
    return arrayOf(o.reshape(o.apply("solve", [o.reshape(moved, [product(shape), -1]), o.reshape(b, [-1, 1])]), shape));
  }),
  native("matrix_transpose(x)", (machine, a) => arrayOf(run(machine, "transpose", [need(machine, a.x)], { first: -2, second: -1 }))),
  native("trace(x, *, offset=0, dtype=None)", (machine, a) => resultOf(run(machine, "sum", [run(machine, "diagonal", [need(machine, a.x)], { offset: Number(a.offset), axis1: -2, axis2: -1 })], { axes: [-1] }))),
  native("diagonal(x, *, offset=0)", (machine, a) => arrayOf(run(machine, "diagonal", [need(machine, a.x)], { offset: Number(a.offset), axis1: -2, axis2: -1 }))),
  native("vecdot(x1, x2, *, axis=-1)", (machine, a) => resultOf(run(machine, "sum", [run(machine, "mul", [need(machine, a.x1), need(machine, a.x2)])], { axes: [intArgument(machine, a.axis!, "axis")] }))),
  native("outer(x1, x2)", (machine, a) => arrayOf(run(machine, "outer", [flat(machine, need(machine, a.x1)), flat(machine, need(machine, a.x2))]))),
  native("matmul(x1, x2)", (machine, a) => resultOf(run(machine, "matmul", [need(machine, a.x1), need(machine, a.x2)]))),
  native("cross(x1, x2, *, axis=-1)", (machine, a) => arrayOf(run(machine, "cross", [need(machine, a.x1), need(machine, a.x2)], { axis: intArgument(machine, a.axis!, "axis") }))),
];
