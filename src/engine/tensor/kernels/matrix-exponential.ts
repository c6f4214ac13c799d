/** exp A by scaling and squaring with the Padé approximant of degree 13 (Higham 2005). */
import { luOf, luSolve } from "./factorizations.js";
import { identityBlock } from "./rotations.js";

const COEFFICIENTS = [64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1];

export function matrixExponential(a: Float64Array, n: number): Float64Array {
  if (n === 0) return a.slice();
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]!);
    norm = Math.max(norm, sum);
  }
  const squarings = Number.isFinite(norm) ? Math.max(0, Math.ceil(Math.log2(norm / 5.371920351148152))) : 0;
  const scaled = a.map((value) => value / 2 ** squarings);
  const even = product(scaled, scaled, n);
  // p(A) = A·U + V and p(−A) = −A·U + V with U, V polynomials in A².
  let power = identityBlock(n);
  const [u, v] = [new Float64Array(n * n), new Float64Array(n * n)];
  for (let k = 0; k < COEFFICIENTS.length; k += 2) {
    for (let i = 0; i < n * n; i++) {
      v[i]! += COEFFICIENTS[k]! * power[i]!;
      u[i]! += COEFFICIENTS[k + 1]! * power[i]!;
    }
    if (k + 2 < COEFFICIENTS.length) power = product(power, even, n);
  }
  const odd = product(scaled, u, n);
  let result = luSolve(luOf(v.map((value, i) => value - odd[i]!), n), v.map((value, i) => value + odd[i]!), n, n);
  for (let k = 0; k < squarings; k++) result = product(result, result, n);
  return result;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) out[i * n + j]! += a[i * n + k]! * b[k * n + j]!;
  return out;
}
