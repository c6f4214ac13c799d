/**
 * erf in float32: x·P(x²)/Q(x²) in doubles with nothing but +, · and /, rounded once, as in kernels/erf.ts. P and Q are the
 * minimax approximation of erf x/x on [0, 3.92] with these degrees, found by Remez' exchange in fifty digits: its relative
 * error is below 3 · 10⁻¹⁵.
 */
const P = [1.1283791670955141, 0.21190761973825367, 0.06477378562638302, 0.006418082910214103, 0.0008117432502133348, 4.980355530650509e-5, 3.384369514926627e-6, 1.210500821283734e-7, 4.187348515061982e-9, 3.637912333167049e-11] as const;
const Q = [1.0, 0.5211315716540937, 0.1311147967687487, 0.021089176793423415, 0.0024158995563450356, 0.00020722993192144162, 1.3555309607820457e-5, 6.695535958893803e-7, 2.368317585037456e-8, 5.131931736132557e-10, 1.120284519424559e-12] as const;
const [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9] = P;
const [Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10] = Q;
/** From here on it is 1 in single precision. */
const END = Math.fround(3.92);

export function erfSingle(x: number): number {
  const near = x > END ? END : x < -END ? -END : x;
  const t = near * near;
  const p = ((((((((P9 * t + P8) * t + P7) * t + P6) * t + P5) * t + P4) * t + P3) * t + P2) * t + P1) * t + P0;
  const q = (((((((((Q10 * t + Q9) * t + Q8) * t + Q7) * t + Q6) * t + Q5) * t + Q4) * t + Q3) * t + Q2) * t + Q1) * t + Q0;
  return Math.fround((near * p) / q);
}
