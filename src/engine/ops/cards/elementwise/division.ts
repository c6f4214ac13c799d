/** Division with a whole quotient, exact to the last place (PyTorch: div_floor_floating; Python's divmod). */
import type { Algebra } from "../../algebra/algebra.js";

/** The rest with the sign of the divisor. */
export function modulo<V>(A: Algebra<V>, x: V, y: V): V {
  const rest = A.rem(x, y);
  return A.where(opposite(A, rest, y), A.add(rest, y), rest);
}

/** ⌊x / y⌋ from the exact rest, so that 1 // 0.1 is 9; x / 0 is left to the division. */
export function floorQuotient<V>(A: Algebra<V>, x: V, y: V): V {
  const rest = A.rem(x, y);
  const near = A.div(A.sub(x, rest), y);
  const quotient = A.where(opposite(A, rest, y), A.sub(near, A.constant(1)), near);
  const floor = A.call("floor", quotient);
  const rounded = A.where(
    A.less(A.constant(0.5), A.sub(quotient, floor)),
    A.add(floor, A.constant(1)),
    floor,
  );
  return A.where(A.equal(y, A.constant(0)), A.div(x, y), rounded);
}

/** Whether a rest that is not 0 has the other sign. */
const opposite = <V>(A: Algebra<V>, rest: V, y: V): V =>
  A.less(A.mul(rest, A.where(A.less(y, A.constant(0)), A.constant(-1), A.constant(1))), A.constant(0));
