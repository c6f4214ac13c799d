/** Special functions in double precision. */

export const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
};

/** To the nearest integer, ties to even, as the frameworks round. */
export const roundHalfEven = (x: number): number => {
  const floor = Math.floor(x);
  const rest = x - floor;
  const near = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  // What is negative stays so.
  return near === 0 && x < 0 ? -0 : near;
};

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Maclaurin series below 2.5 (DLMF 7.6.2, all terms positive), continued fraction of erfc above (DLMF 7.9.1). */
export const erf = (x: number): number => {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size > 2.5) return Math.sign(x) * (1 - erfcTail(size));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
};

export const erfc = (x: number): number => (x > 2.5 ? erfcTail(x) : 1 - erf(x));

function erfcTail(x: number): number {
  if (x > 27.5) return 0;
  // Evaluated from the far end; 60 terms are enough for x > 2.5.
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** exp(x²)·erfc(x). */
export const erfcx = (x: number): number => {
  if (x < 2.5) return Math.exp(x * x) * erfc(x);
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return 1 / Math.sqrt(Math.PI) / fraction;
};

/** Stirling's series (DLMF 5.11.1) after shifting the argument to at least 10; reflection below 0.5. */
export const lgamma = (x: number): number => {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x === 1 || x === 2) return 0;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x);
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const r = 1 / (z * z);
  const series =
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
};

/** DLMF 5.11.2 after shifting; reflection for negative arguments. */
export const digamma = (x: number): number => {
  if (x === 0) return Object.is(x, -0) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (x < 0) return Number.isInteger(x) ? Number.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  let z = x;
  while (z < 10) sum -= 1 / z++;
  const r = 1 / (z * z);
  return (
    sum +
    Math.log(z) -
    0.5 / z -
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - (r * 691) / 32760)))))
  );
};

/** DLMF 5.15.8 after shifting; reflection for arguments below 0.5. */
export const trigamma = (x: number): number => {
  if (x < 0.5) {
    const sine = Math.sin(Math.PI * x);
    return (Math.PI / sine) ** 2 - trigamma(1 - x);
  }
  let sum = 0;
  let z = x;
  while (z < 12) (sum += 1 / z ** 2), z++;
  const r = 1 / (z * z);
  return sum + 1 / z + r / 2 + (r / z) * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66)))));
};
