/** The cards that are nothing but a function of the algebra's table: value and derivative stand there. */
import { fromNumbers } from "../../../tensor/array.js";
import { FUNCTIONS, type FunctionName } from "../../algebra/functions.js";
import { type Card, defineElementwise } from "../../define.js";

interface Row {
  readonly name: FunctionName;
  readonly sentence: string;
  /** Numbers inside the domain and away from kinks. */
  readonly at: readonly number[];
  /** Names in torch besides the card's own; each is a function, those without a dot a method too. */
  readonly torch?: readonly string[];
  /** The card's own name is none in torch or NumPy. */
  readonly only?: boolean;
  /** The whole name in JAX; default: as in NumPy. */
  readonly jax?: string;
  readonly numpy?: string;
  /** Flat operations keep integers as they are. */
  readonly keepsIntegers?: boolean;
  readonly convention?: string;
}

const ROWS: readonly Row[] = [
  { name: "exp", sentence: "The exponential function.", at: [-1, 0.5, 2] },
  {
    name: "expm1",
    sentence: "The exponential minus one, exact near zero.",
    at: [-1, 0.001, 2],
    torch: ["special.expm1"],
  },
  { name: "exp2", sentence: "Two to the power of x.", at: [-1, 0.5, 2], torch: ["special.exp2"] },
  { name: "log", sentence: "The natural logarithm.", at: [0.1, 1.5, 4] },
  {
    name: "log1p",
    sentence: "The logarithm of one plus x, exact near zero.",
    at: [-0.5, 0.001, 4],
    torch: ["special.log1p"],
  },
  { name: "log2", sentence: "The logarithm to base 2.", at: [0.1, 1.5, 4] },
  { name: "log10", sentence: "The logarithm to base 10.", at: [0.1, 1.5, 4] },
  {
    name: "sqrt",
    sentence: "The square root.",
    at: [0.1, 1.5, 4],
    convention: "At 0 the derivative is infinite.",
  },
  { name: "rsqrt", sentence: "One over the square root.", at: [0.1, 1.5, 4] },
  { name: "sin", sentence: "The sine.", at: [-1, 0.5, 2] },
  { name: "cos", sentence: "The cosine.", at: [-1, 0.5, 2] },
  { name: "tan", sentence: "The tangent.", at: [-1, 0.5, 1.2] },
  { name: "asin", sentence: "The inverse sine.", at: [-0.5, 0.3, 0.8], torch: ["arcsin"], numpy: "arcsin" },
  { name: "acos", sentence: "The inverse cosine.", at: [-0.5, 0.3, 0.8], torch: ["arccos"], numpy: "arccos" },
  { name: "atan", sentence: "The inverse tangent.", at: [-1, 0.5, 2], torch: ["arctan"], numpy: "arctan" },
  { name: "sinh", sentence: "The hyperbolic sine.", at: [-1, 0.5, 2] },
  { name: "cosh", sentence: "The hyperbolic cosine.", at: [-1, 0.5, 2] },
  {
    name: "tanh",
    sentence: "The hyperbolic tangent: squashes to between −1 and 1.",
    at: [-1, 0.5, 2],
    torch: ["nn.functional.tanh"],
  },
  {
    name: "asinh",
    sentence: "The inverse hyperbolic sine.",
    at: [-1, 0.5, 2],
    torch: ["arcsinh"],
    numpy: "arcsinh",
  },
  {
    name: "acosh",
    sentence: "The inverse hyperbolic cosine.",
    at: [1.2, 1.5, 4],
    torch: ["arccosh"],
    numpy: "arccosh",
  },
  {
    name: "atanh",
    sentence: "The inverse hyperbolic tangent.",
    at: [-0.5, 0.3, 0.8],
    torch: ["arctanh"],
    numpy: "arctanh",
  },
  {
    name: "sigmoid",
    sentence: "Squashes to between 0 and 1.",
    at: [-1, 0.5, 2],
    torch: ["special.expit", "nn.functional.sigmoid"],
  },
  {
    name: "abs",
    sentence: "The distance from zero.",
    at: [-1, 0.5, 2],
    torch: ["absolute"],
    keepsIntegers: true,
    convention: "At 0 the derivative is 0 (in JAX: 1).",
  },
  { name: "sign", sentence: "−1, 0 or 1.", at: [-1, 0.5, 2], torch: ["sgn"], keepsIntegers: true },
  { name: "floor", sentence: "Rounds down.", at: [-1.2, 0.5, 2.7], keepsIntegers: true },
  { name: "ceil", sentence: "Rounds up.", at: [-1.2, 0.5, 2.7], keepsIntegers: true },
  {
    name: "trunc",
    sentence: "Rounds towards zero.",
    at: [-1.2, 0.5, 2.7],
    torch: ["fix"],
    keepsIntegers: true,
  },
  {
    name: "round",
    sentence: "Rounds to the nearest whole number, ties to even.",
    at: [-1.2, 0.4, 2.7],
    keepsIntegers: true,
  },
  { name: "erf", sentence: "The error function.", at: [-1, 0.5, 2], torch: ["special.erf"] },
  { name: "erfc", sentence: "One minus the error function.", at: [-1, 0.5, 2], torch: ["special.erfc"] },
  {
    name: "erfinv",
    sentence: "The inverse of the error function.",
    at: [-0.9, 0.1, 0.6],
    torch: ["special.erfinv"],
  },
  {
    name: "erfcx",
    sentence: "The complementary error function scaled by exp(x²).",
    at: [-1, 0.5, 3],
    torch: ["special.erfcx"],
    only: true,
  },
  {
    name: "ndtr",
    sentence: "The probability that a normal variable is below x.",
    at: [-1, 0.5, 2],
    torch: ["special.ndtr"],
    jax: "jax.scipy.special.ndtr",
    only: true,
  },
  {
    name: "log_ndtr",
    sentence: "The logarithm of the normal distribution function.",
    at: [-8, 0.5, 2],
    torch: ["special.log_ndtr"],
    jax: "jax.scipy.special.log_ndtr",
    only: true,
  },
  {
    name: "ndtri",
    sentence: "The inverse of the normal distribution function.",
    at: [0.01, 0.4, 0.9],
    torch: ["special.ndtri"],
    jax: "jax.scipy.special.ndtri",
    only: true,
  },
  {
    name: "i0",
    sentence: "The modified Bessel function of order 0.",
    at: [-1, 0.5, 2],
    torch: ["special.i0"],
  },
  {
    name: "i1",
    sentence: "The modified Bessel function of order 1.",
    at: [-1, 0.5, 2],
    torch: ["special.i1"],
    only: true,
  },
  {
    name: "i0e",
    sentence: "The modified Bessel function of order 0, scaled by exp(−|x|).",
    at: [-1, 0.5, 2],
    torch: ["special.i0e"],
    only: true,
  },
  {
    name: "i1e",
    sentence: "The modified Bessel function of order 1, scaled by exp(−|x|).",
    at: [-1, 0.5, 2],
    torch: ["special.i1e"],
    only: true,
  },
  {
    name: "lgamma",
    sentence: "The logarithm of the gamma function.",
    at: [0.5, 1.7, 4.2],
    torch: ["special.gammaln"],
  },
  {
    name: "digamma",
    sentence: "The derivative of the logarithm of the gamma function.",
    at: [0.5, 1.7, 4.2],
    torch: ["special.digamma", "special.psi"],
  },
  {
    name: "trigamma",
    sentence: "The second derivative of the logarithm of the gamma function.",
    at: [0.5, 1.7, 4.2],
  },
  ...([2, 3, 4, 5, 6] as const).map(
    (n): Row => ({
      name: `polygamma${n}`,
      sentence: `Derivative ${n + 1} of the logarithm of the gamma function.`,
      at: [0.5, 1.7, 4.2],
      torch: [],
      only: true,
    }),
  ),
];

export const functionCards: readonly Card[] = ROWS.map((row) => {
  const { derivative } = FUNCTIONS[row.name];
  const names = [...(row.only ? [] : [row.name]), ...(row.torch ?? [])];
  return defineElementwise({
    name: row.name,
    inputs: ["x"],
    dtype: row.keepsIntegers ? "promote" : "float",
    sentence: row.sentence,
    spellings: [
      ...names.map((name) => `torch.${name}(input=x)`),
      ...names.filter((name) => !name.includes(".")).map((name) => `torch.Tensor.${name}(self=x)`),
      ...(row.only ? [] : [`numpy.${row.numpy ?? row.name}(x)`]),
      ...(row.only && !row.jax ? [] : [`${row.jax ?? `jax.numpy.${row.numpy ?? row.name}`}(x)`]),
    ],
    ...(row.convention ? { convention: row.convention } : {}),
    // The table ends with ψ₆, whose derivative it does not have.
    ...(row.name === "polygamma5" || row.name === "polygamma6" ? { firstOrderOnly: true } : {}),
    ...(row.name === "polygamma6" ? { withoutGradient: ["x"] } : {}),
    samples: () => [{ inputs: [fromNumbers("float64", [row.at.length], row.at)] }],
    value: (A, { x }) => A.call(row.name, x),
    partials: derivative
      ? { x: (A, { x }, y) => derivative(A, x, y) }
      : row.name === "polygamma6"
        ? {}
        : { x: (A) => A.constant(0) },
  });
});
