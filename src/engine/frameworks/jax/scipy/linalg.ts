/** `jax.scipy.linalg`: what differs from `jax.numpy.linalg`. */
import { type PyBuiltin, PyTuple } from "../../../python/object.js";
import { toNumbers } from "../../../tensor/array.js";
import { isSequence } from "../../arguments.js";
import { JaxArray, need } from "../array.js";
import type { Jnp } from "../jnp.js";
import { computed, inexactTogether } from "../run.js";
import { define } from "../numpy/arguments.js";
import { LINALG_FUNCTIONS } from "../numpy/linalg.js";
import { named, type Part } from "../part.js";

const again = (name: string): PyBuiltin => LINALG_FUNCTIONS.find((one) => one.name === name)!;

/** A·x = b for a triangular A; `trans` solves with its transpose. */
function triangular(j: Jnp, a: JaxArray, b: JaxArray, lower: boolean, transposed: boolean, unit: boolean): JaxArray {
  const { nodes } = inexactTogether(j.machine, [a, b]);
  const [left, right] = nodes.map((node) => new JaxArray(node));
  const rank = left!.shape.length;
  const matrix = transposed ? j.permute(left!, left!.shape.map((_, axis) => (axis === rank - 1 ? rank - 2 : axis === rank - 2 ? rank - 1 : axis))) : left!;
  const vector = right!.shape.length === 1;
  const x = new JaxArray(j.machine.trace.apply("solve_triangular", [matrix.node, (vector ? j.unsqueeze(right!, 1) : right!).node], { upper: lower === transposed, left: true, unitriangular: unit }));
  return vector ? j.reshape(x, x.shape.slice(0, -1)) : x;
}

const FUNCTIONS: readonly PyBuiltin[] = [
  define("solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, debug=None, check_finite=True)", ({ j, a, array, flag }) => triangular(j, array("a"), array("b", 1), flag("lower"), a.trans === 1 || a.trans === "T", flag("unit_diagonal"))),
  define("cholesky(a, lower=False, overwrite_a=False, check_finite=True)", ({ machine, a, flag }) => machine.call(again("cholesky"), [a.a!], new Map([["upper", !flag("lower")]]))),
  define("cho_factor(a, lower=False, overwrite_a=False, check_finite=True)", ({ machine, a, flag }) => new PyTuple([machine.call(again("cholesky"), [a.a!], new Map([["upper", !flag("lower")]])), flag("lower")])),
  define("cho_solve(c_and_lower, b, overwrite_b=False, check_finite=True)", ({ j, machine, a, array }) => {
    const [factor, lower] = isSequence(a.c_and_lower!) ? a.c_and_lower!.items : [];
    const c = need(machine, factor, "cho_solve");
    const down = lower === true;
    return triangular(j, c, triangular(j, c, array("b", 1), down, !down, false), down, down, false);
  }),
  define("solve(a, b, lower=False, overwrite_a=False, overwrite_b=False, debug=False, check_finite=True, assume_a='gen')", ({ machine, a }) => machine.call(again("solve"), [a.a!, a.b!])),
  define("det(a, overwrite_a=False, check_finite=True)", ({ machine, a }) => machine.call(again("det"), [a.a!])), define("inv(a, overwrite_a=False, check_finite=True)", ({ machine, a }) => machine.call(again("inv"), [a.a!])),
  define("expm(A, *, upper_triangular=False, max_squarings=16)", ({ j, array }) => new JaxArray(j.machine.trace.apply("matrix_exp", [j.inexact(array("A")).node]))),
  define("block_diag(*arrs)", ({ j, machine, rest }) => {
    const blocks = rest.map((value, i) => { const x = need(machine, value, "block_diag", i); return x.shape.length < 2 ? j.reshape(x, [1, -1]) : x; });
    const width = blocks.reduce((sum, block) => sum + block.shape[1]!, 0);
    let at = 0;
    const rows = blocks.map((block) => {
      const [height, own] = block.shape as [number, number];
      const zeros = (count: number): JaxArray => j.expand(j.cast(0, block.dtype), [height, count]);
      const row = j.cat([zeros(at), block, zeros(width - at - own)], 1);
      at += own;
      return row;
    });
    return j.cat(rows, 0);
  }),
  define("toeplitz(c, r=None)", ({ j, machine, array, given }) => {
    const [c, r] = [j.ravel(array("c")), j.ravel(given("r") ? array("r", 1) : array("c"))];
    const [column, row] = [toNumbers(c.node.value), toNumbers(r.node.value)];
    return computed(machine, c.dtype, [column.length, row.length], column.flatMap((_, i) => row.map((__, k) => (i >= k ? column[i - k]! : row[k - i]!))));
  }),
];

export const JAX_SCIPY_LINALG: Part = { "jax.scipy.linalg": () => [...named(FUNCTIONS), ...named(["eigh", "qr", "svd"].map(again))] };
