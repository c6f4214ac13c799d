/** torch.linalg and the older names of it, in terms of the cards. */
import type { Value } from "../../../python/object.js";
import { full, fromNumbers, toNumbers } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { isTensor } from "../tensor.js";
import { define, both, type Call, inLinalg, inTorch, type TorchFunction } from "./define.js";
import { named } from "./return-types.js";

const rankOf = (x: Node): number => x.value.shape.length;

function identity(x: Node): Node {
  const n = x.value.shape.at(-1)!;
  const array = full(x.value.dtype, [n, n], 0);
  for (let i = 0; i < n; i++) array.buffer[i * n + i] = 1;
  return constantNode(array, false);
}

function power(c: Call, x: Node, n: number): Node {
  if (n < 0) return power(c, c.apply("inv", [x]), -n);
  if (n === 0) return c.ops.add(c.ops.scale(x, 0), identity(x));
  let result: Node | null = null;
  let square = x;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? c.ops.matmul(result, square) : square;
    if (left > 1) square = c.ops.matmul(square, square);
  }
  return result!; // n > 0
}

const zeroInfo = (x: Node): Node => constantNode(full("int32", x.value.shape.slice(0, -2), 0), false);

function solve(c: Call): Node {
  const [a, b] = [c.node("A"), c.node("B")];
  const result = c.apply("solve", c.raw("left") === false ? [c.ops.transpose(a), c.ops.transpose(b)] : [a, b]);
  return c.raw("left") === false ? c.ops.transpose(result) : result;
}

/** Powers 0 … N−1 of each entry. */
function vander(c: Call): Node {
  const x = c.node("x");
  const count = c.intOr("N", x.value.shape.at(-1)!);
  const exponents = constantNode(fromNumbers(x.value.dtype, [count], Array.from({ length: count }, (_, i) => i)), false);
  return c.ops.pow(c.ops.unsqueeze(x, -1), exponents);
}

function tensorSolve(c: Call): Node {
  let a = c.node("A");
  const b = c.node("B");
  const dims = c.ints("dims");
  const rank = rankOf(a);
  if (dims) {
    const moved = dims.map((axis) => (axis < 0 ? axis + rank : axis));
    a = c.ops.permute(a, [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !moved.includes(axis)), ...moved]);
  }
  const rest = a.value.shape.slice(rankOf(b));
  const n = rest.reduce((product, length) => product * length, 1);
  return c.ops.reshape(c.apply("solve", [c.ops.reshape(a, [-1, n]), c.ops.reshape(b, [-1])]), rest);
}

function tensorInverse(c: Call): Node {
  const a = c.node("A");
  const ind = c.intOr("ind", 2);
  const { shape } = a.value;
  const n = shape.slice(ind).reduce((product, length) => product * length, 1);
  return c.ops.reshape(c.apply("inv", [c.ops.reshape(a, [-1, n])]), [...shape.slice(ind), ...shape.slice(0, ind)]);
}

const qr = (c: Call, x: Node, mode: string): Value => named("linalg_qr", { Q: c.apply("qr_q", [x], { mode: mode === "r" ? "reduced" : mode }), R: c.apply("qr_r", [x], { mode: mode === "r" ? "reduced" : mode }) });

const slogdet = (c: Call, x: Node): Value => named("linalg_slogdet", { sign: c.apply("det_sign", [x]), logabsdet: c.apply("logabsdet", [x]) });

/** The shortest least-squares solution: by QR where the columns are independent, else by singular values. */
function shortest(c: Call, a: Node, b: Node, rank: Node): Node {
  const [rows = 0, columns = 0] = a.value.shape.slice(-2);
  if (rows < columns || toNumbers(rank.value).some((one) => one < columns)) return c.ops.matmul(c.apply("pinv", [a], { atol: null, rtol: null }), b);
  const [q, r] = [c.apply("qr_q", [a], { mode: "reduced" }), c.apply("qr_r", [a], { mode: "reduced" })];
  return c.apply("solve_triangular", [r, c.ops.matmul(c.ops.transpose(q), b)], { upper: true, left: true, unitriangular: false });
}

function leastSquares(c: Call): Value {
  const [a, given] = [c.node("A"), c.node("B")];
  const vector = rankOf(given) === rankOf(a) - 1;
  const b = vector ? c.ops.unsqueeze(given, -1) : given;
  const driver = c.raw("driver") ?? "gelsy";
  const rcond = c.raw("rcond") === null ? null : c.number("rcond", 0);
  const rank = c.apply("matrix_rank", [a], { atol: null, rtol: rcond });
  const solution = shortest(c, a, b, rank);
  const [rows = 0, columns = 0] = a.value.shape.slice(-2);
  const none = (dtype: Dtype): Node => constantNode(full(dtype, [0], 0), false);
  const { dtype } = a.value;
  const whole = toNumbers(rank.value).every((one) => one === columns);
  const residuals = rows > columns && whole && driver !== "gelsy" ? c.ops.sum(c.ops.unary("square", c.ops.sub(c.ops.matmul(a, solution), b)), [-2]) : none(dtype);
  return named("linalg_lstsq", {
    solution: vector ? c.ops.squeeze(solution, -1) : solution, residuals,
    rank: driver === "gels" ? none("int64") : rank,
    singular_values: driver === "gelsd" || driver === "gelss" ? c.apply("svd_s", [a]) : none(dtype),
  });
}

export const LINEAR_ALGEBRA: readonly TorchFunction[] = [
  inLinalg("matrix_power(A, n)", (c) => power(c, c.node("A"), c.int("n"))), both("matrix_power(input, n)", (c) => power(c, c.node("input"), c.int("n"))),
  inLinalg("multi_dot(tensors)", (c) => {
    const nodes = c.nodes("tensors");
    return nodes.slice(1).reduce((product, one) => c.ops.matmul(product, one), nodes[0]!);
  }),
  inTorch("chain_matmul(*matrices)", (c) => c.rest.map((one) => (isTensor(one) ? one.node(c.machine) : c.node("matrices"))).reduce((product, one) => c.ops.matmul(product, one))),
  inLinalg("vecdot(x, y, dim=-1)", (c) => c.ops.sum(c.ops.mul(c.node("x"), c.node("y")), [c.int("dim")])),
  inLinalg("solve_ex(A, B, *, left=True, check_errors=False)", (c) => named("linalg_solve_ex", { result: solve(c), info: zeroInfo(c.node("A")) })),
  inLinalg("solve(A, B, *, left=True)", solve),
  inLinalg("inv_ex(A, *, check_errors=False)", (c) => named("linalg_inv_ex", { inverse: c.apply("inv", [c.node("A")]), info: zeroInfo(c.node("A")) })),
  inLinalg("cholesky_ex(A, *, upper=False, check_errors=False)", (c) => named("linalg_cholesky_ex", { L: c.apply("cholesky", [c.node("A")], { upper: c.bool("upper") }), info: zeroInfo(c.node("A")) })),
  inLinalg("lstsq(A, B, rcond=None, *, driver=None)", leastSquares),
  inTorch("cdist(x1, x2, p=2, compute_mode=None)", (c) => c.apply("cdist", [c.node("x1"), c.node("x2")], { p: c.number("p", 2) })),
  inLinalg("vander(x, N=None)", vander), inLinalg("tensorsolve(A, B, dims=None)", tensorSolve), inLinalg("tensorinv(A, ind=2)", tensorInverse),
  inLinalg("qr(A, mode='reduced')", (c) => qr(c, c.node("A"), c.text("mode"))), both("qr(input, some=True)", (c) => qr(c, c.node("input"), c.bool("some") ? "reduced" : "complete")),
  inLinalg("slogdet(A)", (c) => slogdet(c, c.node("A"))), both("slogdet(input)", (c) => slogdet(c, c.node("input"))),
  define(["torch", "Tensor"], "cholesky_solve(B, L, upper=False)", (c) => {
    const l = c.node("L");
    const a = c.bool("upper") ? c.ops.matmul(c.ops.transpose(l), l) : c.ops.matmul(l, c.ops.transpose(l));
    return c.apply("solve", [a, c.node("B")]);
  }),
  define(["torch", "Tensor"], "cholesky_inverse(L, upper=False)", (c) => {
    const l = c.node("L");
    return c.apply("inv", [c.bool("upper") ? c.ops.matmul(c.ops.transpose(l), l) : c.ops.matmul(l, c.ops.transpose(l))]);
  }),
  define(["torch", "Tensor"], "triangular_solve(b, A, upper=True, transpose=False, unitriangular=False)", (c) => {
    const a = c.bool("transpose") ? c.ops.transpose(c.node("A")) : c.node("A");
    const upper = c.bool("transpose") ? !c.bool("upper") : c.bool("upper");
    return named("triangular_solve", { solution: c.apply("solve_triangular", [a, c.node("b")], { upper, left: true, unitriangular: c.bool("unitriangular") }), cloned_coefficient: c.apply("clone", [c.node("A")]) });
  }),
];
