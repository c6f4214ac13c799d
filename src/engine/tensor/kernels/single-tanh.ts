/**
 * tanh in float32: x·P(x²)/Q(x²) in doubles with nothing but +, · and /, rounded once, as in kernels/tanh.ts. P and Q are the
 * minimax approximation of tanh x/x on [0, 9.1] with these degrees, found by Remez' exchange in fifty digits: its relative
 * error is below 5 · 10⁻¹⁵, so that of all 135 million numbers from 2⁻¹³ to 9.1 one rounds to another than tanh does.
 */
const P = [1.0000000000000009, 0.1473169362498355, 0.005312205302254633, 6.956353826271937e-5, 3.630746738242178e-7, 6.932499135824772e-10, 3.274792944168215e-13] as const;
const Q = [1, 0.48065026958318, 0.032195628496626987, 0.0006829910609850562, 5.6435780630605775e-6, 1.8235869572452014e-8, 1.8844404293062006e-11, 2.740355068929127e-15] as const;
const [P0, P1, P2, P3, P4, P5, P6] = P;
const [Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7] = Q;
/** From here on it is 1 in single precision. */
const END = Math.fround(9.1);

export function tanhSingle(x: number): number {
  const near = x > END ? END : x < -END ? -END : x;
  const t = near * near;
  const p = (((((P6 * t + P5) * t + P4) * t + P3) * t + P2) * t + P1) * t + P0;
  const q = ((((((Q7 * t + Q6) * t + Q5) * t + Q4) * t + Q3) * t + Q2) * t + Q1) * t + Q0;
  return Math.fround((near * p) / q);
}
