/** Sampling: rand, randn, randint, randperm, normal, bernoulli, multinomial, in-place fills, Generator, manual_seed. */
import type { Machine } from "../../python/machine.js";
import { define as defineType, native } from "../../python/define-native.js";
import { objectType, PyInstance, PyType, type Value } from "../../python/object.js";
import { copy, fromNumbers, type NDArray, toNumbers, broadcastTo } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { multinomial } from "../../tensor/random/multinomial.js";
import { DEFAULT_SEED, TorchGenerator, type TorchGeneratorState } from "../../tensor/random/torch-generator.js";
import { broadcastShapes } from "../../tensor/shape.js";
import { intArgument, isInt, isSequence, numberOf, shapeArgument } from "../arguments.js";
import { binomial, poisson } from "./distributions/samplers.js";
import { checkElements, made } from "./creation.js";
import { runtimeError, typeError } from "./errors.js";
import { type Call, both, inTorch, method, type TorchFunction } from "./functions/define.js";
import { writeInPlace } from "./in-place.js";
import { sampleOrigin, torchState } from "./state.js";
import { asTensor, isTensor, type Tensor } from "./tensor.js";

export const generatorType = new PyType("Generator", [objectType], "torch");
const generators = new WeakMap<PyInstance, TorchGenerator>();
const savedStates = new WeakMap<object, TorchGeneratorState>();

generatorType.construct = () => {
  const object = new PyInstance(generatorType);
  generators.set(object, new TorchGenerator());
  return object;
};

export const seedNumber = (machine: Machine, value: Value): number | bigint => {
  if (typeof value === "bigint" || typeof value === "number") return value;
  if (isInt(value)) return numberOf(value);
  if (isTensor(value)) { const [number] = toNumbers(value.array()); if (number !== undefined) return number; }
  throw typeError(machine, `seed expected a Long, but got ${machine.typeOf(value).name}`);
};

const generatorOf = (value: Value): TorchGenerator | null => (value instanceof PyInstance ? (generators.get(value) ?? null) : null);

/** The generator a call names, else the run's. */
export function generatorFor(machine: Machine, value: Value): TorchGenerator {
  return generatorOf(value) ?? torchState(machine).generator;
}

export function stateTensor(machine: Machine, generator: TorchGenerator): Tensor {
  const tensor = made(machine, fromNumbers("uint8", [5056], new Array<number>(5056).fill(0)));
  savedStates.set(tensor, generator.state());
  return tensor;
}
export function restoreState(generator: TorchGenerator, value: Value): void {
  const saved = isTensor(value) ? savedStates.get(value) : undefined;
  if (saved) generator.restore(saved);
}

defineType(generatorType, [
  native("__init__(self, device=None)", () => null),
  native("manual_seed(self, seed)", (machine, a) => {
    generatorOf(a.self!)?.seed(seedNumber(machine, a.seed!));
    return a.self!;
  }),
  native("seed(self)", (_, a) => Number(generatorOf(a.self!)?.initialSeed ?? DEFAULT_SEED)),
  native("initial_seed(self)", (_, a) => Number(generatorOf(a.self!)?.initialSeed ?? DEFAULT_SEED)),
  native("get_state(self)", (machine, a) => stateTensor(machine, generatorFor(machine, a.self!))),
  native("set_state(self, state)", (machine, a) => {
    restoreState(generatorFor(machine, a.self!), a.state!);
    return a.self!;
  }),
]);

const rest = "generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None, memory_format=None";

function sample(c: Call, call: string, draw: (generator: TorchGenerator) => NDArray): Tensor {
  return made(c.machine, draw(generatorFor(c.machine, c.raw("generator"))), c.raw("requires_grad"), sampleOrigin(c.state, call));
}

function sizeOf(c: Call): number[] {
  const size = c.rest.length || !c.keywords.has("size") ? shapeArgument(c.machine, c.rest) : shapeArgument(c.machine, [c.keywords.get("size")!]);
  checkElements(c.machine, size);
  return size;
}

const likeShape = (c: Call): readonly number[] => asTensor(c.raw("input")).shape;
const likeDtype = (c: Call): Dtype => c.dtype() ?? asTensor(c.raw("input")).dtype;

function randint(c: Call): Tensor {
  const items = [...c.rest];
  const sizeAt = items.findIndex((one) => isSequence(one));
  const size = c.keywords.get("size") ?? (sizeAt >= 0 ? items[sizeAt]! : null);
  const bounds = (sizeAt >= 0 ? items.slice(0, sizeAt) : items).map((one) => intArgument(c.machine, one, "high"));
  const bound = (name: string): number | null => (c.keywords.has(name) ? intArgument(c.machine, c.keywords.get(name)!, name) : null); // it has one
  const high = bound("high") ?? (bounds.length > 1 || bound("low") !== null ? bounds.at(-1)! : bounds[0]!);
  const low = bound("low") ?? (bounds.length > 1 || (bound("high") !== null && bounds.length > 0) ? bounds[0]! : 0);
  if (!(high > low) && bounds.length === 0) throw typeError(c.machine, "randint() missing the bound 'high'");
  if (low >= high) throw runtimeError(c.machine, `random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
  const shape = shapeArgument(c.machine, [size]);
  checkElements(c.machine, shape);
  return sample(c, "torch.randint", (g) => g.fillIntegers(shape, low, high, c.dtype() ?? "int64"));
}

/** `torch.normal(mean, std, size)` in its three forms. */
function normal(c: Call): Tensor {
  const [mean, std] = [c.raw("mean"), c.raw("std")];
  if (!isTensor(mean) && !isTensor(std)) {
    const size = shapeArgument(c.machine, [c.raw("size")]);
    checkElements(c.machine, size);
    return sample(c, "torch.normal", (g) => g.fillNormal(size, c.number("mean", 0), c.number("std", 1), c.dtype() ?? c.state.defaultDtype));
  }
  const shapes = [mean, std].filter(isTensor).map((one) => one.shape);
  const shape = broadcastShapes(...shapes) ?? shapes[0]!;
  const values = (value: Value, otherwise: number): ((i: number) => number) => {
    if (!isTensor(value)) return () => (value === null ? otherwise : numberOf(value as Parameters<typeof numberOf>[0])); // a number
    const list = toNumbers(broadcastTo(value.array(), shape));
    return (i) => list[i]!;
  };
  const dtype = (isTensor(mean) ? mean : asTensor(std)).dtype;
  return sample(c, "torch.normal", (g) => g.fillNormalLike(shape, values(mean, 0), values(std, 1), dtype));
}

function bernoulli(c: Call): Tensor {
  const input = asTensor(c.raw("input"));
  if (c.raw("p") !== null) return sample(c, "torch.bernoulli", (g) => g.fillBernoulli(input.shape, c.number("p", 0.5), input.dtype));
  const probabilities = toNumbers(input.array());
  if (probabilities.some((p) => !(p >= 0 && p <= 1))) throw runtimeError(c.machine, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)");
  return sample(c, "torch.bernoulli", (g) => g.fillBernoulliEach(input.shape, (i) => probabilities[i]!, input.dtype, input.dtype));
}

function drawIndices(c: Call): Tensor {
  const input = asTensor(c.raw("input"));
  const weights = input.array();
  const count = c.int("num_samples");
  const list = toNumbers(weights);
  if (list.some((w) => !(w >= 0 && w < Infinity))) throw runtimeError(c.machine, "probability tensor contains either `inf`, `nan` or element < 0");
  if (!c.bool("replacement") && count > weights.shape.at(-1)!) throw runtimeError(c.machine, "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  return sample(c, "torch.multinomial", (g) => multinomial(g, weights, count, c.bool("replacement")));
}

const SAMPLING: readonly TorchFunction[] = [
  inTorch(`rand(*rest, ${rest}, **more)`, (c) => sample(c, "torch.rand", (g) => g.fillUniform(sizeOf(c), 0, 1, c.dtype() ?? c.state.defaultDtype))),
  inTorch(`randn(*rest, ${rest}, **more)`, (c) => sample(c, "torch.randn", (g) => g.fillNormal(sizeOf(c), 0, 1, c.dtype() ?? c.state.defaultDtype))),
  inTorch(`rand_like(input, *, ${rest})`, (c) => sample(c, "torch.rand_like", (g) => g.fillUniform(likeShape(c), 0, 1, likeDtype(c)))),
  inTorch(`randn_like(input, *, ${rest})`, (c) => sample(c, "torch.randn_like", (g) => g.fillNormal(likeShape(c), 0, 1, likeDtype(c)))),
  inTorch(`randint(*rest, ${rest}, **more)`, randint),
  inTorch(`randint_like(input, low, high=None, *, ${rest})`, (c) => {
    const [low, high] = c.raw("high") === null ? [0, c.int("low")] : [c.int("low"), c.int("high")];
    return sample(c, "torch.randint_like", (g) => g.fillIntegers(likeShape(c), low, high, likeDtype(c)));
  }),
  inTorch(`randperm(n, *, ${rest})`, (c) => {
    checkElements(c.machine, [c.int("n")]);
    return sample(c, "torch.randperm", (g) => (c.dtype() ? copy(g.permutation(c.int("n")), c.dtype()!) : g.permutation(c.int("n"))));
  }),
  inTorch(`normal(mean=0, std=1, size=None, *, ${rest})`, normal),
  both(`bernoulli(input, p=None, *, ${rest})`, bernoulli),
  both(`multinomial(input, num_samples, replacement=False, *, ${rest})`, drawIndices),
  inTorch("poisson(input, generator=None)", (c) => {
    const rates = asTensor(c.raw("input"));
    if (toNumbers(rates.array()).some((rate) => !(rate >= 0))) throw runtimeError(c.machine, "invalid Poisson rate, expected rate to be non-negative");
    return sample(c, "torch.poisson", (g) => poisson(g, rates.shape, toNumbers(rates.array()), rates.dtype));
  }),
  inTorch("binomial(count, prob, generator=None)", (c) => {
    const [counts, probabilities] = [asTensor(c.raw("count")), asTensor(c.raw("prob"))];
    const shape = broadcastShapes(counts.shape, probabilities.shape) ?? counts.shape;
    return sample(c, "torch.binomial", (g) => binomial(g, shape, toNumbers(broadcastTo(counts.array(), shape)), toNumbers(broadcastTo(probabilities.array(), shape)), probabilities.dtype));
  }),
];

/** `x.normal_(mean, std)` and its kin: new numbers in the same place. */
function fill(name: string, parameters: string, draw: (c: Call, g: TorchGenerator, shape: readonly number[], dtype: Dtype) => NDArray): TorchFunction {
  return method(`${name}(self, ${parameters}, generator=None)`, (c) => {
    const self = asTensor(c.raw("self"));
    return writeInPlace(c.machine, self, () => {
      const value = draw(c, generatorFor(c.machine, c.raw("generator")), self.shape, self.dtype);
      return c.machine.trace.leaf(value, sampleOrigin(c.state, `Tensor.${name}`));
    });
  });
}

const FILLS: readonly TorchFunction[] = [
  fill("uniform_", "a=None, b=None", (c, g, shape, dtype) => {
    const [low, high] = [c.keywords.get("from") ?? c.raw("a"), c.keywords.get("to") ?? c.raw("b")];
    const number = (value: Value, otherwise: number): number => (value === null ? otherwise : numberOf(value as Parameters<typeof numberOf>[0])); // a number
    return g.fillUniform(shape, number(low, 0), number(high, 1), dtype);
  }),
  fill("normal_", "mean=None, std=None", (c, g, shape, dtype) => g.fillNormal(shape, c.number("mean", 0), c.number("std", 1), dtype, isDense(c))),
  fill("exponential_", "lambd=None", (c, g, shape, dtype) => g.fillExponential(shape, c.number("lambd", 1), dtype)),
  fill("geometric_", "p", (c, g, shape, dtype) => g.fillGeometric(shape, c.number("p", 0.5), dtype)),
  fill("cauchy_", "median=None, sigma=None", (c, g, shape, dtype) => g.fillCauchy(shape, c.number("median", 0), c.number("sigma", 1), dtype)),
  fill("log_normal_", "mean=None, std=None", (c, g, shape, dtype) => g.fillLogNormal(shape, c.number("mean", 1), c.number("std", 2), dtype)),
  fill("bernoulli_", "p=None", (c, g, shape, dtype) => {
    const p = c.raw("p");
    if (!isTensor(p)) return g.fillBernoulli(shape, c.number("p", 0.5), dtype);
    const list = toNumbers(broadcastTo(p.array(), shape));
    return g.fillBernoulliEach(shape, (i) => list[i]!, p.dtype, dtype);
  }),
  fill("random_", "low=None, high=None", (c, g, shape, dtype) => {
    if (c.raw("low") === null) return g.fillRandom(shape, dtype);
    const [low, high] = c.raw("high") === null ? [0, c.int("low")] : [c.int("low"), c.int("high")];
    return g.fillIntegers(shape, low, high, dtype);
  }),
];

const isDense = (c: Call): boolean => {
  const { shape, strides } = asTensor(c.raw("self")).array();
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
};

const SEEDING: readonly TorchFunction[] = [
  inTorch("manual_seed(seed)", (c) => {
    c.state.seeded = true;
    c.state.generator.seed(seedNumber(c.machine, c.raw("seed")));
    return null;
  }),
  inTorch("seed()", (c) => Number(c.state.generator.initialSeed)),
  inTorch("initial_seed()", (c) => Number(c.state.generator.initialSeed)),
  inTorch("get_rng_state()", (c) => stateTensor(c.machine, c.state.generator)),
  inTorch("set_rng_state(new_state)", (c) => {
    restoreState(c.state.generator, c.raw("new_state"));
    return null;
  }),
];

export const RANDOM: readonly TorchFunction[] = [...SAMPLING, ...FILLS, ...SEEDING];

