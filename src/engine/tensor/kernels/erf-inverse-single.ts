/** erf⁻¹ in single precision as XLA's CPU backend computes it: Giles' polynomials ("Approximating the erfinv function", 2012). */
import { log1pSingle } from "./xla-single.js";

const f = Math.fround;
/** Horner's scheme from the highest coefficient down; each product and sum is rounded together, as LLVM contracts them. */
const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, one) => f(sum * x + one));

const INNER = [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3, 2.46640727e-1, 1.50140941].map(f);
const OUTER = [-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406, 2.83297682].map(f);

export function erfInverseSingle(x: number): number {
  if (Math.abs(x) === 1) return x * Number.POSITIVE_INFINITY;
  const w = -log1pSingle(f(x * -x));
  return f((w < 5 ? polynomial(INNER, f(w - 2.5)) : polynomial(OUTER, f(f(Math.sqrt(w)) - 3))) * x);
}
