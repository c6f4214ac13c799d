/**
 * Normal and exponential numbers by the ziggurat of 256 layers (Marsaglia and Tsang 2000), as NumPy's Generator draws them
 * (numpy/random/src/distributions/distributions.c).
 */
import { add, divide, multiply, negate, type Pair } from "../kernels/double-double.js";
import { exp, log } from "../kernels/elementary.js";
import { expPair, logPair, rounded } from "../kernels/pair-functions.js";
import type { Pcg64 } from "./pcg64.js";

interface Layers {
  /** Below it a draw lies inside its layer for sure. */
  readonly inside: readonly number[];
  /** What a draw is multiplied by. */
  readonly width: readonly number[];
  /** The density at the layer's edge. */
  readonly height: readonly number[];
}

/** The edges of layers of equal area, of which each follows from the next one outwards; `N`: what they are computed in. */
interface Curve<N> {
  readonly edge: N;
  /** The outermost layer's area by its height. */
  readonly base: N;
  density(x: N): N;
  within(outer: N): N;
  round(x: N): number;
}

/** A draw has `scale` values. */
function layersOf<N>({ edge, base, density, within, round }: Curve<N>, scale: number): Layers {
  const inside = new Array<number>(256).fill(0);
  const width = new Array<number>(256).fill(0);
  const height = new Array<number>(256).fill(1);
  inside[0] = Math.floor((round(edge) / round(base)) * scale);
  width[0] = round(base) / scale;
  for (let i = 255, x = edge; i >= 1; i--) {
    width[i] = round(x) / scale;
    height[i] = round(density(x));
    const outer = x;
    x = within(outer);
    if (i > 1) inside[i] = Math.floor((round(x) / round(outer)) * scale);
  }
  return { inside, width, height };
}

const NORMAL_EDGE = 3.6541528853610088;
/**
 * NumPy's table (ziggurat_constants.h) was computed in doubles, and their errors add up from edge to edge. With this area and one
 * height that is a unit in its last place above the correctly rounded one its widths come out, as 300,000 of its draws tell them.
 */
const NORMAL_AREA = 0.004928673233974652;
const ROUNDED = 0.6773880362187734;
const AS_TABLED = 0.6773880362187735;

function normalDensity(x: number): number {
  const height = exp(-0.5 * x * x);
  return height === ROUNDED ? AS_TABLED : height;
}

const NORMAL: Curve<number> = {
  edge: NORMAL_EDGE,
  base: NORMAL_AREA / normalDensity(NORMAL_EDGE),
  density: normalDensity,
  within: (outer) => Math.sqrt(-2 * log(NORMAL_AREA / outer + normalDensity(outer))),
  round: (x) => x,
};

/** The edge for which 256 layers have one area; here NumPy's table is that of exact edges. */
const EXPONENTIAL_EDGE: Pair = [7.69711747013105, -3.6248703662405964e-16];

const EXPONENTIAL_AREA = multiply(add(EXPONENTIAL_EDGE, [1, 0]), expPair(negate(EXPONENTIAL_EDGE)));
const EXPONENTIAL: Curve<Pair> = {
  edge: EXPONENTIAL_EDGE,
  base: add(EXPONENTIAL_EDGE, [1, 0]),
  density: (x) => expPair(negate(x)),
  within: (outer) => negate(logPair(add(divide(EXPONENTIAL_AREA, outer), expPair(negate(outer))))),
  round: rounded,
};

/** Layers for draws of so many values, made at the first draw. */
function layersOnce<N>(curve: Curve<N>, scale: number, tabled = (width: number): number => width): () => Layers {
  let layers: Layers | null = null;
  return () => {
    if (layers) return layers;
    const { inside, width, height } = layersOf(curve, scale);
    return (layers = { inside, width: width.map(tabled), height });
  };
}

const normalLayers = layersOnce(NORMAL, 2 ** 52);
const exponentialLayers = layersOnce(EXPONENTIAL, 2 ** 53);
const singleNormalLayers = layersOnce(NORMAL, 2 ** 23, Math.fround);
/** This table is written with nine digits. */
const singleExponentialLayers = layersOnce(EXPONENTIAL, 2 ** 23, (width) => Math.fround(Number(width.toExponential(8))));

export function standardNormal(generator: Pcg64): number {
  const { inside, width, height } = normalLayers();
  for (;;) {
    const bits = generator.next64();
    const layer = Number(bits & 0xffn);
    const draw = Number((bits >> 9n) & 0xfffffffffffffn);
    const size = draw * width[layer]!;
    const x = (bits >> 8n) & 1n ? -size : size;
    if (draw < inside[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = -Math.log1p(-generator.double()) / NORMAL_EDGE;
        const y = -Math.log1p(-generator.double());
        if (y + y > beyond * beyond) return (bits >> 17n) & 1n ? -(NORMAL_EDGE + beyond) : NORMAL_EDGE + beyond;
      }
    }
    const [upper, lower] = [height[layer - 1]!, height[layer]!];
    if ((upper - lower) * generator.double() + lower < Math.exp(-0.5 * x * x)) return x;
  }
}

export function standardExponential(generator: Pcg64): number {
  const { inside, width, height } = exponentialLayers();
  for (;;) {
    const bits = generator.next64() >> 3n;
    const layer = Number(bits & 0xffn);
    const draw = Number(bits >> 8n);
    const x = draw * width[layer]!;
    if (draw < inside[layer]!) return x;
    if (layer === 0) return rounded(EXPONENTIAL_EDGE) - Math.log1p(-generator.double());
    const [upper, lower] = [height[layer - 1]!, height[layer]!];
    if ((upper - lower) * generator.double() + lower < Math.exp(-x)) return x;
  }
}

/** The same in float32, of 32 bits a draw. */
export function singleNormal(generator: Pcg64): number {
  const { inside, width, height } = singleNormalLayers();
  for (;;) {
    const bits = generator.next32();
    const layer = bits & 0xff;
    const draw = bits >>> 9;
    const size = Math.fround(draw * width[layer]!);
    const x = bits & 0x100 ? -size : size;
    if (draw < inside[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = Math.fround(-Math.log1p(-generator.single()) / NORMAL_EDGE);
        const y = -Math.log1p(-generator.single());
        if (y + y > beyond * beyond) return Math.fround(draw & 0x100 ? -(NORMAL_EDGE + beyond) : NORMAL_EDGE + beyond);
      }
    }
    const [upper, lower] = [height[layer - 1]!, height[layer]!];
    if ((upper - lower) * generator.single() + lower < Math.exp(-0.5 * x * x)) return x;
  }
}

export function singleExponential(generator: Pcg64): number {
  const { inside, width, height } = singleExponentialLayers();
  for (;;) {
    const bits = generator.next32() >>> 1;
    const layer = bits & 0xff;
    const draw = bits >>> 8;
    const x = Math.fround(draw * width[layer]!);
    if (draw < inside[layer]!) return x;
    if (layer === 0) return Math.fround(Math.fround(rounded(EXPONENTIAL_EDGE)) - Math.fround(Math.log1p(-generator.single())));
    const [upper, lower] = [height[layer - 1]!, height[layer]!];
    if ((upper - lower) * generator.single() + lower < Math.exp(-x)) return x;
  }
}
