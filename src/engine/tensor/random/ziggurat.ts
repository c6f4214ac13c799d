/**
 * Normal and exponential numbers by the ziggurat of 256 layers (Marsaglia and Tsang 2000), as NumPy's Generator draws them
 * (numpy/random/src/distributions/distributions.c).
 */
import type { Pcg64 } from "./pcg64.js";

interface Layers {
  /** Below it a draw lies inside its layer for sure. */
  readonly inside: readonly number[];
  /** What a draw is multiplied by. */
  readonly width: readonly number[];
  /** The density at the layer's edge. */
  readonly height: readonly number[];
}

/** Layers of equal area under `density`, the last edge at `edge`; a draw has `scale` values. */
function layersOf(edge: number, area: number, scale: number, density: (x: number) => number, inverse: (y: number) => number): Layers {
  const inside = new Array<number>(256).fill(0);
  const width = new Array<number>(256).fill(0);
  const height = new Array<number>(256).fill(0);
  const base = area / density(edge);
  inside[0] = Math.floor((edge / base) * scale);
  width[0] = base / scale;
  width[255] = edge / scale;
  height[0] = 1;
  height[255] = density(edge);
  let x = edge;
  for (let i = 254; i >= 1; i--) {
    const outer = x;
    x = inverse(area / outer + density(outer));
    inside[i + 1] = Math.floor((x / outer) * scale);
    width[i] = x / scale;
    height[i] = density(x);
  }
  return { inside, width, height };
}

const NORMAL_EDGE = 3.6541528853610088;
const normal = layersOf(NORMAL_EDGE, 0.0049286732339746571, 2 ** 52, (x) => Math.exp(-0.5 * x * x), (y) => Math.sqrt(-2 * Math.log(y)));
const EXPONENTIAL_EDGE = 7.69711747013104972;
const exponential = layersOf(EXPONENTIAL_EDGE, 0.0039496598225815571993, 2 ** 53, (x) => Math.exp(-x), (y) => -Math.log(y));

export function standardNormal(generator: Pcg64): number {
  for (;;) {
    const bits = generator.next64();
    const layer = Number(bits & 0xffn);
    const draw = Number((bits >> 9n) & 0xfffffffffffffn);
    const size = draw * normal.width[layer]!;
    const x = (bits >> 8n) & 1n ? -size : size;
    if (draw < normal.inside[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = -Math.log1p(-generator.double()) / NORMAL_EDGE;
        const y = -Math.log1p(-generator.double());
        if (y + y > beyond * beyond) return (bits >> 17n) & 1n ? -(NORMAL_EDGE + beyond) : NORMAL_EDGE + beyond;
      }
    }
    const [upper, lower] = [normal.height[layer - 1]!, normal.height[layer]!];
    if ((upper - lower) * generator.double() + lower < Math.exp(-0.5 * x * x)) return x;
  }
}

export function standardExponential(generator: Pcg64): number {
  for (;;) {
    const bits = generator.next64() >> 3n;
    const layer = Number(bits & 0xffn);
    const draw = Number(bits >> 8n);
    const x = draw * exponential.width[layer]!;
    if (draw < exponential.inside[layer]!) return x;
    if (layer === 0) return EXPONENTIAL_EDGE - Math.log1p(-generator.double());
    const [upper, lower] = [exponential.height[layer - 1]!, exponential.height[layer]!];
    if ((upper - lower) * generator.double() + lower < Math.exp(-x)) return x;
  }
}
