/** What formulas of samples call: draws of the distribution's shape from PyTorch's generator. */
import type { Machine } from "../../../python/machine.js";
import { PyFloat, type Value } from "../../../python/object.js";
import { broadcastTo, type NDArray, toNumbers } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { binomial, dirichlet, gamma, poisson } from "./samplers.js";
import type { TorchGenerator } from "../../../tensor/random/torch-generator.js";
import { numberOf } from "../../arguments.js";
import { checkElements, made } from "../creation.js";
import { sampleOrigin, torchState } from "../state.js";
import { asTensor, type Tensor } from "../tensor.js";
import { gammaDraw } from "./gamma-draw.js";
import type { Functions } from "./formula.js";

export function draw(machine: Machine, call: string, shape: readonly number[], make: (generator: TorchGenerator) => NDArray): Tensor {
  checkElements(machine, shape);
  const state = torchState(machine);
  return made(machine, make(state.generator), null, sampleOrigin(state, call));
}

const TINY: Readonly<Partial<Record<Dtype, number>>> = { float64: 2.2250738585072014e-308, float16: 2 ** -14 };
export const tinyOf = (dtype: Dtype): number => TINY[dtype] ?? 1.1754943508222875e-38;
export const epsOf = (dtype: Dtype): number => ({ float64: 2 ** -52, float16: 2 ** -10, bfloat16: 2 ** -7 } as Readonly<Partial<Record<Dtype, number>>>)[dtype] ?? 2 ** -23;

/** Each takes a tensor for its dtype; `shape` is the sample's. */
export function drawing(shape: (machine: Machine) => readonly number[]): Functions {
  const like = (call: string, make: (g: TorchGenerator, size: readonly number[], dtype: Dtype) => NDArray) => (machine: Machine, [x]: readonly Value[]): Value => {
    const size = shape(machine);
    return draw(machine, call, size, (g) => make(g, size, asTensor(x).dtype));
  };
  const values = (x: Value, size: readonly number[]): number[] => toNumbers(broadcastTo(asTensor(x).array(), size));
  return {
    standard_normal: like("normal_", (g, size, dtype) => g.fillNormal(size, 0, 1, dtype)),
    rand_of: like("torch.rand", (g, size, dtype) => g.fillUniform(size, 0, 1, dtype)),
    exponential_of: like("exponential_", (g, size, dtype) => g.fillExponential(size, 1, dtype)),
    cauchy_of: like("cauchy_", (g, size, dtype) => g.fillCauchy(size, 0, 1, dtype)),
    /** Between the smallest number above 0 and 1. */
    uniform_above_0: like("uniform_", (g, size, dtype) => g.fillUniform(size, tinyOf(dtype), 1, dtype)),
    /** Between just above −1 and 1. */
    uniform_signed: like("uniform_", (g, size, dtype) => g.fillUniform(size, epsOf(dtype) - 1, 1, dtype)),
    normal_of: (machine, [loc, scale]) => {
      const size = shape(machine);
      const [means, deviations] = [values(loc!, size), values(scale!, size)];
      return draw(machine, "torch.normal", size, (g) => g.fillNormalLike(size, (i) => means[i]!, (i) => deviations[i]!, asTensor(loc).dtype));
    },
    bernoulli_of: (machine, [probs]) => {
      const size = shape(machine);
      const { dtype } = asTensor(probs);
      const p = values(probs!, size);
      return draw(machine, "torch.bernoulli", size, (g) => g.fillBernoulliEach(size, (i) => p[i]!, dtype, dtype));
    },
    poisson_of: (machine, [rate]) => {
      const size = shape(machine);
      return draw(machine, "torch.poisson", size, (g) => poisson(g, size, values(rate!, size), asTensor(rate).dtype));
    },
    binomial_of: (machine, [count, probs]) => {
      const size = shape(machine);
      return draw(machine, "torch.binomial", size, (g) => binomial(g, size, values(count!, size), values(probs!, size), asTensor(probs).dtype));
    },
    gamma_of: (machine, [concentration]) => {
      const size = shape(machine);
      checkElements(machine, size);
      return gammaDraw(machine, asTensor(concentration), size, (g) => gamma(g, size, values(concentration!, size), asTensor(concentration).dtype), "gamma");
    },
    dirichlet_of: (machine, [concentration]) => {
      const size = shape(machine);
      checkElements(machine, size);
      return gammaDraw(machine, asTensor(concentration), size, (g) => dirichlet(g, size, values(concentration!, size), asTensor(concentration).dtype), "dirichlet");
    },
    tiny: (_, [x]) => machineNumber(tinyOf(asTensor(x).dtype)),
    number: (_, [x]) => machineNumber(numberOf(x as Parameters<typeof numberOf>[0])), // a number in the formula
  };
}

const machineNumber = (value: number): Value => new PyFloat(value);
