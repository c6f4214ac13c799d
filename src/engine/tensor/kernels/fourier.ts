/** Discrete Fourier transforms of pairs (real, imaginary), in double precision: radix 2, other lengths by Bluestein's chirp. */

/** In place: X_k = Σ_j x_j·exp(∓2πi·jk/n), the sign + for the inverse. Not scaled. */
export function fourier(re: Float64Array, im: Float64Array, inverse: boolean): void {
  const n = re.length;
  if (n < 2) return;
  if ((n & (n - 1)) === 0) powerOfTwo(re, im, inverse);
  else if (n <= 32) direct(re, im, inverse);
  else chirp(re, im, inverse);
}

/** cos of k twelfths of the circle. */
const TWELFTHS = [1, Math.sqrt(3) / 2, 0.5, 0, -0.5, -Math.sqrt(3) / 2, -1, -Math.sqrt(3) / 2, -0.5, 0, 0.5, Math.sqrt(3) / 2];

/** cos and sin of 2π·k/n, exact at twelfths and eighths of the circle: what cancels there shall cancel. */
function unit(k: number, n: number): readonly [number, number] {
  const twelfth = (12 * (k % n)) / n;
  if (Number.isInteger(twelfth)) return [TWELFTHS[twelfth]!, TWELFTHS[(twelfth + 9) % 12]!];
  const eighth = (8 * (k % n)) / n;
  const octant = Math.floor(eighth);
  const within = eighth - octant;
  const diagonal = within === 0 ? Math.SQRT1_2 : null;
  const [c, s] = octant % 2 === 0 ? [Math.cos((Math.PI / 4) * within), Math.sin((Math.PI / 4) * within)] : [diagonal ?? Math.sin((Math.PI / 4) * (1 - within)), diagonal ?? Math.cos((Math.PI / 4) * (1 - within))];
  switch (octant >> 1) {
    case 0:
      return [c, s];
    case 1:
      return [-s, c];
    case 2:
      return [-c, -s];
    default:
      return [s, -c];
  }
}

/** x_j and x_{n−j} together, so that symmetric signals have symmetric spectra to the last digit. */
function direct(re: Float64Array, im: Float64Array, inverse: boolean): void {
  const n = re.length;
  const [x, y] = [re.slice(), im.slice()];
  const circle = Array.from({ length: n }, (_, k) => unit(k, n));
  for (let k = 0; k < n; k++) {
    let [a, b] = [x[0]!, y[0]!];
    for (let j = 1; 2 * j <= n; j++) {
      const [c, sine] = circle[(j * k) % n]!;
      const s = inverse ? sine : -sine;
      if (2 * j === n) {
        a += x[j]! * c;
        b += y[j]! * c;
        continue;
      }
      a += (x[j]! + x[n - j]!) * c - (y[j]! - y[n - j]!) * s;
      b += (x[j]! - x[n - j]!) * s + (y[j]! + y[n - j]!) * c;
    }
    re[k] = a;
    im[k] = b;
  }
}

function powerOfTwo(re: Float64Array, im: Float64Array, inverse: boolean): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j]!, re[i]!];
    [im[i], im[j]] = [im[j]!, im[i]!];
  }
  const circle = Array.from({ length: n >> 1 }, (_, k) => unit(k, n));
  for (let length = 2; length <= n; length <<= 1) {
    const [half, step] = [length >> 1, n / length];
    for (let start = 0; start < n; start += length) {
      for (let k = 0; k < half; k++) {
        const [c, sine] = circle[k * step]!;
        const s = inverse ? sine : -sine;
        const [p, q] = [start + k, start + k + half];
        const a = re[q]! * c - im[q]! * s;
        const b = re[q]! * s + im[q]! * c;
        re[q] = re[p]! - a;
        im[q] = im[p]! - b;
        re[p]! += a;
        im[p]! += b;
      }
    }
  }
}

/** jk = (j² + k² − (k − j)²)/2 makes the sum a convolution with a chirp. */
function chirp(re: Float64Array, im: Float64Array, inverse: boolean): void {
  const n = re.length;
  let m = 1;
  while (m < 2 * n - 1) m *= 2;
  const sign = inverse ? 1 : -1;
  const wave = Array.from({ length: n }, (_, k) => {
    const [c, s] = unit((k * k) % (2 * n), 2 * n);
    return [c, sign * s] as const;
  });
  const [a, b, p, q] = [new Float64Array(m), new Float64Array(m), new Float64Array(m), new Float64Array(m)];
  wave.forEach(([c, s], k) => {
    a[k] = re[k]! * c - im[k]! * s;
    b[k] = re[k]! * s + im[k]! * c;
    p[k] = c;
    q[k] = -s;
    if (k) [p[m - k], q[m - k]] = [c, -s];
  });
  powerOfTwo(a, b, false);
  powerOfTwo(p, q, false);
  for (let k = 0; k < m; k++) [a[k], b[k]] = [a[k]! * p[k]! - b[k]! * q[k]!, a[k]! * q[k]! + b[k]! * p[k]!];
  powerOfTwo(a, b, true);
  wave.forEach(([c, s], k) => {
    re[k] = (a[k]! * c - b[k]! * s) / m;
    im[k] = (a[k]! * s + b[k]! * c) / m;
  });
}
