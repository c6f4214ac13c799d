/** Eigenvalues of a general matrix with real ones: as LAPACK finds them. */
import type { Machine } from "../../python/machine.js";
import { Unsupported } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { numberLeaf, operationsOf, run } from "./call.js";
import { linAlgError } from "./errors.js";
import { numpyMessages as say } from "./messages.js";
import { generalEigen } from "../../tensor/kernels/general-eigen.js";

/**
 * λ and V of A = V·diag(λ)·V⁻¹, unit columns. The values carry their gradient (λ̄ᵢ·wᵢvᵢᵀ): they are written as the diagonal of
 * V⁻¹·A·V with V held fixed. The vectors are new leaves.
 */
export function eigen(machine: Machine, a: Node): { values: Node; vectors: Node } {
  const o = operationsOf(machine);
  const { shape } = a.value;
  const n = shape.at(-1)!;
  const numbers = toNumbers(a.value);
  if (numbers.some((one) => !Number.isFinite(one))) throw linAlgError("Array must not contain infs or NaNs");
  const count = n ? numbers.length / (n * n) : 0;
  const vectors: number[] = [];
  const found: number[] = [];
  for (let k = 0; k < count; k++) {
    const result = generalEigen(Float64Array.from(numbers.slice(k * n * n, (k + 1) * n * n)), n, "reference");
    if (result.values.some((part, i) => i % 2 === 1 && part !== 0)) throw new Unsupported("unsupported-call", say.form("np.linalg.eig", say.complexEigenvalues));
    const real = (pairs: Float64Array): Float64Array => pairs.filter((_, i) => i % 2 === 0);
    vectors.push(...real(result.vectors));
    found.push(...real(result.values));
  }
  const v = numberLeaf(machine, a.value.dtype, shape, vectors);
  const values = run(machine, "diagonal", [o.matmul(o.apply("solve", [v, a]), v)], { offset: 0, axis1: -2, axis2: -1 });
  // The products carry the derivative; the numbers are the iteration's own.
  const exact = numberLeaf(machine, a.value.dtype, shape.slice(0, -1), found);
  const rest = o.sub(exact, machine.trace.leaf(values.value, { kind: "computed" }));
  return { values: o.add(values, rest), vectors: v };
}
