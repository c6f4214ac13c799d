/** torch.linalg's decompositions and what is built on them: singular values, eigenvectors, LU, rank, condition, pseudo-inverse. */
import type { Value } from "../../../python/object.js";
import type { Attribute } from "../../../ops/define.js";
import { fromNumbers, full, type NDArray, toNumbers } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { complexTensor } from "../complex/tensor.js";
import { runtimeError, unsupported } from "../errors.js";
import { isTensor } from "../tensor.js";
import { both, type Call, define, inLinalg, inTorch, type TorchFunction } from "./define.js";
import { matrixNorm } from "./norms.js";
import { named, namedValues } from "./return-types.js";

const constant = (array: NDArray): Node => constantNode(array, false);
const kindOf = (x: Node): string => SCALAR_TYPES[x.value.dtype];

/** The argument, a matrix of floats at least. */
function matrix(c: Call, argument: string, who: string): Node {
  const x = c.node(argument);
  if (!isFloating(x.value.dtype)) throw runtimeError(c.machine, `${who}: Expected a floating point or complex tensor as input. Got ${kindOf(x)}`);
  return x;
}

const svd = (c: Call, x: Node, isFull: boolean): { readonly U: Node; readonly S: Node; readonly Vh: Node } => ({ U: c.named(c.apply("svd_u", [x], { full: isFull }), "LinalgSvdBackward0"), S: c.named(c.apply("svd_s", [x]), "LinalgSvdBackward0"), Vh: c.named(c.apply("svd_vh", [x], { full: isFull }), "LinalgSvdBackward0") });

function olderSvd(c: Call): Value {
  const x = matrix(c, "input", "linalg.svd");
  const [m = 0, n = 0] = x.value.shape.slice(-2);
  const batch = x.value.shape.slice(0, -2);
  if (!c.bool("compute_uv")) return named("svd", { U: constant(full(x.value.dtype, [...batch, m, m], 0)), S: c.apply("svd_s", [x]), V: constant(full(x.value.dtype, [...batch, n, n], 0)) });
  const { U, S, Vh } = svd(c, x, !c.bool("some"));
  return named("svd", { U, S, V: c.ops.transpose(Vh) });
}

function triangleOf(c: Call): string {
  const text = c.text("UPLO");
  if (!/^[lu]$/i.test(text)) throw runtimeError(c.machine, `Expected UPLO argument to be 'L' or 'U', but got ${text}`);
  return text.toUpperCase();
}
const eighValues = (c: Call, x: Node, triangle: string): Node => c.named(c.apply("eigh_values", [x], { triangle }), "LinalgEighBackward0");

function eigh(c: Call): Value {
  const x = matrix(c, "A", "linalg.eigh");
  const triangle = triangleOf(c);
  return named("linalg_eigh", { eigenvalues: eighValues(c, x, triangle), eigenvectors: c.named(c.apply("eigh_vectors", [x], { triangle }), "LinalgEighBackward0") });
}

/** Complex in general, and without a gradient here. */
function eig(c: Call, part: "values" | "vectors"): Value {
  const x = matrix(c, "A", "linalg.eig");
  if (x.requiresGrad && c.machine.trace.recording) throw unsupported("the gradient of torch.linalg.eig");
  return complexTensor(c.apply(`eig_${part}`, [x]));
}

interface Factored {
  readonly LU: Node;
  readonly pivots: Node;
  readonly info: Node;
}

function luFactor(c: Call, x: Node): Factored {
  if (!c.bool("pivot")) throw runtimeError(c.machine, "linalg.lu_factor: LU without pivoting is not implemented on the CPU");
  const LU = c.named(c.apply("lu_factors", [x]), "LinalgLuFactorExBackward0");
  const diagonal = c.apply("diagonal", [LU], { offset: 0, axis1: -2, axis2: -1 }).value;
  const [count = 0, values] = [diagonal.shape.at(-1), toNumbers(diagonal)];
  const batch = x.value.shape.slice(0, -2);
  const first = Array.from({ length: count ? values.length / count : 0 }, (_, i) => values.slice(i * count, (i + 1) * count).indexOf(0) + 1);
  const info = first.length ? fromNumbers("int32", batch, first) : full("int32", batch, 0);
  return { LU, pivots: c.apply("lu_pivots", [x]), info: constant(info) };
}

/** Without the info: singular matrices are refused. */
function luFactorChecked(c: Call, x: Node): Factored {
  const factored = luFactor(c, x);
  const info = toNumbers(factored.info.value);
  const bad = info.findIndex((at) => at > 0);
  const element = factored.info.value.shape.length ? `(Batch element ${bad}): ` : "";
  if (bad >= 0) throw runtimeError(c.machine, `torch.linalg.lu_factor: ${element}U[${info[bad]},${info[bad]}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)`);
  return factored;
}

/** The rows in their new order, from LAPACK's swaps (counted from 1): the i-th of them is row order[i] of A. */
function ordersOf(pivots: NDArray, m: number): number[][] {
  const count = pivots.shape.at(-1) ?? 0;
  const all = toNumbers(pivots);
  const batches = pivots.shape.slice(0, -1).reduce((product, length) => product * length, 1);
  return Array.from({ length: batches }, (_, b) => {
    const order = Array.from({ length: m }, (_unused, i) => i);
    for (let i = 0; i < count; i++) {
      const other = all[b * count + i]! - 1;
      [order[i], order[other]] = [order[other]!, order[i]!];
    }
    return order;
  });
}

function permutation(LU: Node, pivots: Node): Node {
  const m = LU.value.shape.at(-2) ?? 0;
  const array = full(LU.value.dtype, [...pivots.value.shape.slice(0, -1), m, m], 0);
  ordersOf(pivots.value, m).forEach((order, b) => order.forEach((row, i) => { array.buffer[(b * m + row) * m + i] = 1; }));
  return constant(array);
}

function triangles(c: Call, LU: Node, name: string): { readonly L: Node; readonly U: Node } {
  const [m = 0, n = 0] = LU.value.shape.slice(-2);
  const k = Math.min(m, n);
  const cut = (x: Node, rows: number, columns: number): Node => {
    const { shape } = x.value;
    const stops = [...shape.slice(0, -2), rows, columns];
    return rows === m && columns === n ? x : c.ops.slice(x, shape.map(() => 0), stops, shape.map(() => 1));
  };
  const eye = full(LU.value.dtype, [m, k], 0);
  for (let i = 0; i < k; i++) eye.buffer[i * k + i] = 1;
  const lower = c.apply("tril", [cut(LU, m, k)], { diagonal: -1 });
  return { L: c.named(c.ops.add(lower, constant(eye)), name), U: c.named(c.apply("triu", [cut(LU, k, n)], { diagonal: 0 }), name) };
}

function lu(c: Call): Value {
  const x = matrix(c, "A", "linalg.lu");
  if (x.value.shape.length < 2) throw runtimeError(c.machine, `linalg.lu: Expected tensor with 2 or more dimensions. Got size: [${x.value.shape.join(", ")}] instead`);
  const { LU, pivots } = luFactor(c, x);
  return named("linalg_lu", { P: permutation(LU, pivots), ...triangles(c, LU, "LinalgLuBackward0") });
}

function luUnpack(c: Call): Value {
  const [LU, pivots] = [c.node("LU_data"), c.node("LU_pivots")];
  const none = (): Node => constant(full(LU.value.dtype, [0], 0));
  const both_ = c.bool("unpack_data") ? triangles(c, LU, "LuUnpackBackward0") : { L: none(), U: none() };
  return named("lu_unpack", { P: c.bool("unpack_pivots") ? permutation(LU, pivots) : none(), ...both_ });
}

function luSolve(c: Call, LU: Node, pivots: Node, b: Node, left: boolean, adjoint: boolean): Node {
  if (!left) return c.ops.transpose(luSolve(c, LU, pivots, c.ops.transpose(b), true, !adjoint));
  const p = permutation(LU, pivots);
  const part = (a: Node, right: Node, upper: boolean, unitriangular: boolean): Node => c.apply("solve_triangular", [a, right], { upper, left: true, unitriangular });
  if (!adjoint) return part(LU, part(LU, c.ops.matmul(c.ops.transpose(p), b), false, true), true, false);
  const turned = c.ops.transpose(LU);
  return c.ops.matmul(p, part(turned, part(turned, b, false, false), true, true));
}

/** Bounds on singular values: a number, or a tensor with one for each matrix. */
function bound(c: Call, name: string): Attribute {
  const value = c.raw(name);
  if (value === null) return null;
  return isTensor(value) && value.node(c.machine).value.shape.length ? toNumbers(value.node(c.machine).value) : toNumbers(c.node(name).value)[0]!;
}
const bounds = (c: Call, relative: readonly string[]): { readonly atol: Attribute; readonly rtol: Attribute } => ({ atol: c.raw("atol") === null ? null : bound(c, "atol"), rtol: relative.map((name) => bound(c, name)).find((value) => value !== null) ?? null });

function pinv(c: Call, x: Node, relative: readonly string[]): Node {
  if (x.value.shape.length < 2) throw runtimeError(c.machine, `linalg.pinv(${kindOf(x)}{[${x.value.shape.join(", ")}]}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`);
  return c.named(c.apply("pinv", [x], { ...bounds(c, relative), hermitian: c.bool("hermitian") }), "LinalgPinvBackward0");
}

function matrixRank(c: Call, argument: string, relative: readonly string[]): Node {
  const x = c.node(argument);
  if (x.value.shape.length < 2) throw runtimeError(c.machine, "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.");
  return c.apply("matrix_rank", [x], { ...bounds(c, relative), hermitian: c.bool("hermitian") });
}

/** ‖A‖·‖A⁻¹‖; by singular values their quotient. */
function cond(c: Call): Node {
  const x = c.node("A");
  const p = c.raw("p");
  if (x.value.shape.length < 2) throw runtimeError(c.machine, "linalg.cond: The input tensor must have at least 2 dimensions.");
  const order = p === null ? 2 : typeof p === "string" ? p : c.number("p", 2);
  if (order === 2 || order === -2) {
    const s = c.apply("svd_s", [x]);
    const count = s.value.shape.at(-1)!;
    const pick = (i: number): Node => c.ops.squeeze(c.ops.slice(s, [...s.value.shape.slice(0, -1).map(() => 0), i], [...s.value.shape.slice(0, -1), i + 1], s.value.shape.map(() => 1)), -1);
    const [first, end] = [pick(0), pick(count - 1)];
    return order === 2 ? c.ops.div(first, end) : c.ops.div(end, first);
  }
  const [m, n] = x.value.shape.slice(-2);
  if (m !== n) throw runtimeError(c.machine, `linalg.cond(ord=${order === Infinity ? "inf" : order === -Infinity ? "-inf" : String(order)}): A must be batches of square matrices, but they are ${m} by ${n} matrices`);
  const info = toNumbers(luFactorOf(c, x));
  if (info.some((value) => value === 0)) return constant(full(x.value.dtype, x.value.shape.slice(0, -2), Infinity));
  return c.ops.mul(matrixNorm(c, x, p, [-2, -1], false), matrixNorm(c, c.apply("inv", [x]), p, [-2, -1], false));
}
const luFactorOf = (c: Call, x: Node): NDArray => c.apply("diagonal", [c.apply("lu_factors", [x])], { offset: 0, axis1: -2, axis2: -1 }).value;

const geqrf = (c: Call): Value => named("geqrf", { a: c.apply("geqrf_matrix", [c.node("input")]), tau: c.apply("geqrf_taus", [c.node("input")]) });

export const DECOMPOSITIONS: readonly TorchFunction[] = [
  inLinalg("svd(A, full_matrices=True, *, driver=None)", (c) => named("linalg_svd", { ...svd(c, matrix(c, "A", "linalg.svd"), c.bool("full_matrices")) })),
  inLinalg("svdvals(A, *, driver=None)", (c) => c.named(c.apply("svd_s", [matrix(c, "A", "linalg.svd")]), "LinalgSvdBackward0")),
  both("svd(input, some=True, compute_uv=True)", olderSvd),
  inLinalg("eigh(A, UPLO='L')", eigh),
  inLinalg("eigvalsh(A, UPLO='L')", (c) => eighValues(c, matrix(c, "A", "linalg.eigh"), triangleOf(c))),
  inLinalg("eig(A)", (c) => namedValues("linalg_eig", { eigenvalues: eig(c, "values"), eigenvectors: eig(c, "vectors") })),
  inLinalg("eigvals(A)", (c) => eig(c, "values")),
  inLinalg("lu_factor(A, *, pivot=True)", (c) => { const { LU, pivots } = luFactorChecked(c, c.node("A")); return named("linalg_lu_factor", { LU, pivots }); }),
  inLinalg("lu_factor_ex(A, *, pivot=True, check_errors=False)", (c) => named("linalg_lu_factor_ex", { ...(c.bool("check_errors") ? luFactorChecked : luFactor)(c, c.node("A")) })),
  inLinalg("lu(A, *, pivot=True)", lu),
  both("lu(A, pivot=True, get_infos=False)", (c) => {
    if (c.bool("get_infos")) return named("_lu_with_info", { ...luFactor(c, c.node("A")) });
    const { LU, pivots } = luFactorChecked(c, c.node("A"));
    return [LU, pivots];
  }),
  inTorch("lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True)", luUnpack),
  inLinalg("lu_solve(LU, pivots, B, *, left=True, adjoint=False)", (c) => c.named(luSolve(c, c.node("LU"), c.node("pivots"), c.node("B"), c.bool("left"), c.bool("adjoint")), "LinalgLuSolveBackward0")),
  define(["torch", "Tensor"], "lu_solve(b, LU_data, LU_pivots)", (c) => luSolve(c, c.node("LU_data"), c.node("LU_pivots"), c.node("b"), true, false)),
  both("geqrf(input)", geqrf),
  inLinalg("pinv(A, rcond=None, hermitian=False, *, atol=None, rtol=None)", (c) => pinv(c, c.node("A"), ["rtol", "rcond"])),
  both("pinverse(input, rcond=None)", (c) => c.named(c.apply("pinv", [c.node("input")], { atol: null, rtol: bound(c, "rcond") ?? 1e-15 }), "LinalgPinvBackward0")),
  inLinalg("matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None)", (c) => (c.raw("tol") === null ? matrixRank(c, "A", ["rtol"]) : c.apply("matrix_rank", [c.node("A")], { atol: bound(c, "tol"), rtol: 0, hermitian: c.bool("hermitian") }))),
  inLinalg("cond(A, p=None)", cond),
];
