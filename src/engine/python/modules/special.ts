/**
 * erf, erfc, Γ and ln Γ with the digits Python prints: erf and erfc as the C library computes them (the rational approximations
 * of Sun's fdlibm, s_erf.c, 1993), Γ and ln Γ as CPython does itself (Modules/mathmodule.c: Lanczos' sum with n = 13 and
 * g = 6.024680040776729583740234375).
 */
import { cos, exp, log, sin } from "../../tensor/kernels/elementary.js";
import { power } from "../../tensor/kernels/power.js";

/** Numerator and denominator of an approximation, from the lowest power on. */
type Ratio = readonly [numerator: readonly number[], denominator: readonly number[]];
type Evaluate = (coefficients: readonly number[], x: number) => number;
const ratio = ([numerator, denominator]: Ratio, x: number, evaluate: Evaluate = inPairs): number => evaluate(numerator, x) / evaluate(denominator, x);

/** Σ c[i]·xⁱ, up to x⁸, as c₀ + c₁x + x²(c₂ + c₃x) + …: the order in which glibc adds. */
function inPairs(c: readonly number[], x: number): number {
  const square = x * x;
  const fourth = square * square;
  const powers = [1, square, fourth, fourth * square, fourth * fourth];
  let sum = c[0]! + x * c[1]!;
  for (let i = 2; i < c.length; i += 2) sum += powers[i / 2]! * (i + 1 < c.length ? c[i]! + x * c[i + 1]! : c[i]!);
  return sum;
}

/** By Horner's rule; the other way round in 1/x, up to a power of x. */
const horner: Evaluate = (coefficients, x) => coefficients.reduceRight((sum, c) => sum * x + c, 0);
const hornerInverse: Evaluate = (coefficients, x) => coefficients.reduce((sum, c) => sum / x + c, 0);

/** (erf x − x)/x in x², up to 0.84375. */
const NEAR_ZERO: Ratio = [
  [1.28379167095512558561e-1, -3.25042107247001499370e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3, -2.37630166566501626084e-5],
  [1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4, -3.96022827877536812320e-6],
];
/** erf x − AT_ONE in x − 1, up to 1.25. */
const NEAR_ONE: Ratio = [
  [-2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1, -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.16637559486879084300e-3],
  [1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1, 1.36370839120290507362e-2, 1.19844998467991074170e-2],
];
const AT_ONE = 8.45062911510467529297e-1;
/** ln(x·erfc x) + x² + 0.5625 in 1/x², up to 1/0.35 and beyond. */
const MIDDLE: Ratio = [
  [-9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1, -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592],
  [1, 1.96512716674392571292e1, 1.37657754143519042600e2, 4.34565877475229228821e2, 6.45387271733267880336e2, 4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2],
];
const FAR: Ratio = [
  [-9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2, -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2],
  [1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3, 2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1],
];

export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size < 0.84375) return x + x * ratio(NEAR_ZERO, x * x);
  const positive = size < 1.25 ? AT_ONE + ratio(NEAR_ONE, size - 1) : size < 6 ? 1 - tail(size) : 1;
  return x < 0 ? -positive : positive;
}

export function erfc(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size < 0.84375) {
    const rest = x * ratio(NEAR_ZERO, x * x);
    return x < 0.25 ? 1 - (x + rest) : 0.5 - (rest + (x - 0.5));
  }
  if (size < 1.25) return x > 0 ? 1 - AT_ONE - ratio(NEAR_ONE, size - 1) : 1 + (AT_ONE + ratio(NEAR_ONE, size - 1));
  if (x > 0) return x < 28 ? tail(x) : 0;
  return x < -6 ? 2 : 2 - tail(size);
}

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);
/** Which of the words holds the lower half of the fraction. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** erfc x for x ≥ 1.25. The square of x without its lower half is exact, so that exp(−x²) keeps its digits. */
function tail(x: number): number {
  double[0] = x;
  words[LOW] = 0;
  const z = double[0]!;
  const inverse = 1 / (x * x);
  return (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + ratio(x < 1 / 0.35 ? MIDDLE : FAR, inverse))) / x;
}

const G = 6.024680040776729583740234375;
const G_LESS_HALF = 5.524680040776729583740234375;
const LANCZOS: Ratio = [
  [23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959, 35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390, 6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372, 248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640, 2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328, 8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291, 2.5066282746310002701649081771338373386264310793408],
  [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1],
];

/** From 5 on in 1/x, so that nothing overflows. */
const lanczos = (x: number): number => ratio(LANCZOS, x, x < 5 ? horner : hornerInverse);

/** sin πx, exact at the whole and half numbers. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const quarter = Math.round(2 * y);
  const size = [sin(Math.PI * y), cos(Math.PI * (y - 0.5)), sin(Math.PI * (1 - y)), -cos(Math.PI * (y - 1.5)), sin(Math.PI * (y - 2))][quarter]!;
  return x < 0 ? -size : size;
}

/** Γ(x); whole numbers up to 23 are exact. */
export function gamma(x: number): number {
  if (!Number.isFinite(x)) return x > 0 ? x : Number.NaN;
  if (Number.isInteger(x) && x > 0 && x <= 23) {
    let product = 1;
    for (let i = 2; i < x; i++) product *= i;
    return product;
  }
  const size = Math.abs(x);
  if (size < 1e-20) return 1 / x;
  if (size > 200) return x < 0 ? 0 / sinPi(x) : Number.POSITIVE_INFINITY;
  const y = size + G_LESS_HALF;
  // What rounding took from y.
  const lost = size > G_LESS_HALF ? y - size - G_LESS_HALF : y - G_LESS_HALF - size;
  const correction = (lost * G) / y;
  const isLarge = size >= 140;
  const root = power(y, isLarge ? size / 2 - 0.25 : size - 0.5);
  if (x < 0) {
    let value = (-Math.PI / sinPi(size) / size) * exp(y) / lanczos(size);
    value -= correction * value;
    return isLarge ? value / root / root : value / root;
  }
  let value = lanczos(size) / exp(y);
  value += correction * value;
  return isLarge ? value * root * root : value * root;
}

const LOG_PI = 1.144729885849400174143427351353058711647;

/** ln |Γ(x)|. */
export function logGamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x === 1 || x === 2) return 0;
  const size = Math.abs(x);
  if (size < 1e-20) return -log(size);
  const positive = log(lanczos(size)) - G + (size - 0.5) * (log(size + G - 0.5) - 1);
  return x < 0 ? LOG_PI - log(Math.abs(sinPi(size))) - log(size) - positive : positive;
}
