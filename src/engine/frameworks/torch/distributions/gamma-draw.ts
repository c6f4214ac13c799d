/** Samples of the gamma and Dirichlet distributions as functions of their concentration: what their gradients are. */
import { defineStructural } from "../../../ops/define.js";
import { digamma } from "../../../ops/algebra/special.js";
import type { Machine } from "../../../python/machine.js";
import { contiguous, fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import type { TorchGenerator } from "../../../tensor/random/torch-generator.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { Tensor } from "../tensor.js";
import { dirichletSlope } from "./dirichlet-slope.js";
import { frameworkMessages as say } from "../../messages.js";

/** Coefficients of PyTorch's rational approximation in u = ln(x/α) (rows) and v = ln α. */
const RATIONAL = [
  [0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1, 0.32668115, 0.10406089, 0.0014179084],
  [0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623],
  [0.040121004, -0.0065914022, -0.0026286047, -0.0013441777, 0.017050642, -0.0021309326, 0.00085092367, -1.5247877e-7],
] as const;

/**
 * ∂x/∂α of a sample x ~ Gamma(α, 1), by implicit reparameterization: −∂F/∂α over the density. PyTorch's own approximation
 * (aten/src/ATen/native/Distributions.h): a Taylor series for small x, Rice's saddle point for large α, rational otherwise.
 */
export function gammaSlope(alpha: number, x: number): number {
  if (x < 0.8) return bySeries(alpha, x);
  if (alpha > 8) return bySaddlePoint(alpha, x);
  const u = Math.log(x / alpha);
  const v = Math.log(alpha);
  const c = RATIONAL[0].map((first, i) => first + u * (RATIONAL[1][i]! + u * RATIONAL[2][i]!));
  const p = c[0]! + v * (c[1]! + v * (c[2]! + v * c[3]!));
  const q = c[4]! + v * (c[5]! + v * (c[6]! + v * c[7]!));
  return Math.exp(p / q);
}

function bySeries(alpha: number, x: number): number {
  let numerator = 1;
  let denominator = alpha;
  let first = numerator / denominator;
  let second = numerator / (denominator * denominator);
  for (let i = 1; i <= 5; i++) {
    numerator *= -x / i;
    denominator += 1;
    first += numerator / denominator;
    second += numerator / (denominator * denominator);
  }
  const power = x ** alpha;
  const byAlpha = (Math.log(x) - digamma(alpha)) * power * first - power * second;
  const result = -byAlpha / (x ** (alpha - 1) * Math.exp(-x));
  return Number.isNaN(result) ? 0 : result;
}

function bySaddlePoint(a: number, x: number): number {
  if (0.9 * a <= x && x <= 1.1 * a) {
    const first = 1 + 24 * a * (1 + 12 * a);
    const second = 1440 * a * a + 6 * x * (53 - 120 * x) - (65 * x * x) / a + a * (107 + 3600 * x);
    return (first * second) / (1244160 * a * a * a * a);
  }
  const root = Math.sqrt(8 * a);
  const far = root / (a - x);
  const near = (x - a - a * Math.log(x / a)) ** -1.5;
  const both = x < a ? far - near : far + near;
  const term = Math.log(x / a) * both - (Math.sqrt(2 / a) * (a + x)) / ((a - x) * (a - x));
  const stirling = 1 + (1 / (12 * a)) * (1 + 1 / (24 * a));
  return (-stirling * x * term) / root;
}

/** The sample as the result of an operation on the concentration, of the same shape. */
export function gammaDraw(machine: Machine, concentration: Tensor, shape: readonly number[], make: (g: TorchGenerator) => NDArray, kind: "gamma" | "dirichlet"): Tensor {
  const { ops, generator, promotion } = torchState(machine);
  const alpha = ops.expand(concentration.node(machine), shape);
  const drawn = make(generator);
  const slopes = (): Node => {
    const [alphas, samples] = [toNumbers(alpha.value), contiguous(drawn).buffer];
    const width = shape.at(-1) ?? 1;
    const total = (i: number): number => alphas.slice(i - (i % width), i - (i % width) + width).reduce((sum, one) => sum + one, 0);
    return constantNode(fromNumbers(drawn.dtype, shape, alphas.map((one, i) => (kind === "gamma" ? gammaSlope(one, samples[i]!) : dirichletSlope(samples[i]!, one, total(i))))), false);
  };
  const sample = constantNode(drawn, false);
  const card = defineStructural({
    name: kind === "gamma" ? "standard_gamma" : "sample_dirichlet",
    inputs: ["alpha"],
    dtype: "first",
    sentence: say.movingSample,
    spellings: [],
    samples: () => [],
    firstOrderOnly: true,
    shape: ([given]) => given!,
    forward: () => drawn,
    fixed: true,
    // A Dirichlet sample sums to 1: what moves one element is taken from all.
    vjp: { alpha: (c) => c.ops.mul(slopes(), kind === "gamma" ? c.g : c.ops.sub(c.g, c.ops.sum(c.ops.mul(sample, c.g), [-1], true))) },
    jvp: (c) => {
      const moved = c.ops.mul(slopes(), c.tangents.alpha!);
      return kind === "gamma" ? moved : c.ops.sub(moved, c.ops.mul(sample, c.ops.sum(moved, [-1], true)));
    },
    formula: { value: { text: "y ~ Gamma({alpha})", latex: "y \\sim \\Gamma({alpha})" }, derivatives: { alpha: { text: "−∂F/∂α / p", latex: "-\\frac{\\partial F / \\partial \\alpha}{p}" } } },
  });
  return new Tensor(nameGradient(machine.trace.run(card, [alpha], {}, promotion), kind === "gamma" ? "StandardGammaBackward0" : "_DirichletBackward"));
}
