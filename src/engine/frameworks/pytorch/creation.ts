/** Functions that make tensors. */
import type { Machine } from "../../python/machine.js";
import { native, type Arguments, type Bound } from "../../python/define-native.js";
import { PyBuiltin, PyFloat, TracedObject, type Value } from "../../python/object.js";
import { copy, fromNumbers, full, type NDArray, scalar } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import { multinomial } from "../../tensor/random/multinomial.js";
import { LimitReached } from "../../trace/limits.js";
import type { Node, Origin } from "../../trace/node.js";
import { floatArgument, intArgument, isInt, isSequence, nestedNumbers, numberOf, shapeArgument } from "../arguments.js";
import { castTo } from "./call.js";
import { dtypeArgument, isTensor, makeLeaf, stateOf, tensorOf, type TorchTensor } from "./tensor-type.js";

/** A fresh leaf, with `requires_grad` and `dtype` taken from the call. */
function finish(machine: Machine, array: NDArray, a: Arguments, origin: Origin = { kind: "literal" }): TorchTensor {
  const tensor = tensorOf(machine.trace.leaf(array, origin));
  if (a.requires_grad === true) {
    if (!isFloating(array.dtype)) throw machine.raise("RuntimeError", "Only Tensors of floating point and complex dtype can require gradients");
    makeLeaf(machine, tensor, true);
  }
  return tensor;
}

const dtypeOf = (machine: Machine, a: Arguments, otherwise?: Dtype): Dtype => dtypeArgument(a.dtype ?? null) ?? otherwise ?? stateOf(machine).defaultFloat;

export const sampleOrigin = (machine: Machine, call: string): Origin => ({ kind: stateOf(machine).seeded ? "seededSample" : "unseededSample", call });

/** The size is checked before anything is allocated. */
export function checkedShape(machine: Machine, shape: number[]): number[] {
  const negative = shape.find((length) => length < 0);
  if (negative !== undefined) throw machine.raise("RuntimeError", `Trying to create tensor with negative dimension ${negative}: [${shape.join(", ")}]`);
  const { elements } = machine.trace.limits;
  if (sizeOf(shape) > elements) throw new LimitReached("elements", sizeOf(shape), elements);
  return shape;
}

const OPTIONS = "dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False, generator=None, out=None, memory_format=None";

/** `f(2, 3)`, `f((2, 3))`, `f(size=(2, 3))`. */
const shaped = (name: string, make: (machine: Machine, shape: number[], a: Arguments) => TorchTensor): PyBuiltin =>
  native(`${name}(*sizes, size=None, ${OPTIONS})`, (machine, a, bound: Bound) => make(machine, checkedShape(machine, shapeArgument(machine, a.size === null ? bound.rest : [a.size!])), a));

const like = (name: string, make: (machine: Machine, tensor: TorchTensor, dtype: Dtype, a: Arguments) => TorchTensor): PyBuiltin =>
  native(`${name}(input, ${OPTIONS})`, (machine, a) => {
    const tensor = a.input as TorchTensor; // PyTorch raises for anything else
    if (!isTensor(tensor)) throw machine.raise("TypeError", `${name}(): argument 'input' (position 1) must be Tensor, not ${machine.typeOf(a.input!).name}`);
    return make(machine, tensor, dtypeOf(machine, a, tensor.dtype), a);
  });

/** The array behind torch.tensor(data): Python floats get the default dtype, ints int64, arrays keep theirs. */
export function arrayOf(machine: Machine, data: Value, dtype: Dtype | null): NDArray {
  if (data instanceof TracedObject) return copy(data.tracedNode(machine).value, dtype ?? data.tracedNode(machine).value.dtype);
  const nested = nestedNumbers(machine, data);
  const own: Dtype = nested.dtype ?? (nested.kind === "float" ? stateOf(machine).defaultFloat : nested.kind === "int" ? "int64" : "bool");
  return fromNumbers(dtype ?? own, nested.shape, nested.values);
}

/** A tensor made of followed Python numbers is cut off from them, as in PyTorch; the lens says so. */
function tensorFrom(machine: Machine, a: Arguments): TorchTensor {
  const array = arrayOf(machine, a.data!, dtypeArgument(a.dtype ?? null));
  const source: Node | null = a.data instanceof PyFloat && a.data.node?.card ? a.data.node : null;
  const tensor = finish(machine, array, a);
  if (source) tensor.tracedNode(machine).cutInputs = [source];
  return tensor;
}

export const legacyConstructor = (name: string, dtype: Dtype | null): PyBuiltin =>
  new PyBuiltin(name, (machine, args) => {
    const wanted = dtype ?? stateOf(machine).defaultFloat;
    const [first] = args;
    if (args.length && args.every(isInt)) return tensorOf(machine.trace.leaf(full(wanted, checkedShape(machine, args.map((value) => numberOf(value as number))), 0), { kind: "literal" })); // checked
    return tensorOf(machine.trace.leaf(first === undefined ? full(wanted, [0], 0) : arrayOf(machine, first, wanted), { kind: "literal" }));
  }, "static");

const numberArray = (machine: Machine, values: ArrayLike<number>, dtype: Dtype, a: Arguments): TorchTensor => finish(machine, fromNumbers(dtype, [values.length], values), a);

function arange(machine: Machine, a: Arguments): TorchTensor {
  const given = [a.start, a.end].filter((value) => value !== null && value !== undefined) as Value[];
  const whole = [...given, a.step!].every(isInt);
  const [start, end] = given.length === 1 ? [0, floatArgument(machine, given[0]!, "end")] : given.map((value) => floatArgument(machine, value, "end"));
  const step = floatArgument(machine, a.step!, "step");
  if (step === 0) throw machine.raise("RuntimeError", "step must be nonzero");
  const count = Math.max(0, Math.ceil((end! - start!) / step));
  checkedShape(machine, [count]);
  return numberArray(machine, Float64Array.from({ length: count }, (_, i) => start! + i * step), dtypeOf(machine, a, whole ? "int64" : undefined), a);
}

/** PyTorch counts from both ends, so that the last value is exact. */
function linspace(machine: Machine, a: Arguments): TorchTensor {
  const [start, end] = [floatArgument(machine, a.start!, "start"), floatArgument(machine, a.end!, "end")];
  const steps = intArgument(machine, a.steps!, "steps");
  const dtype = dtypeOf(machine, a);
  const round = dtype === "float32" ? Math.fround : (x: number): number => x;
  const step = round((end - start) / Math.max(1, steps - 1));
  return numberArray(machine, Float64Array.from({ length: steps }, (_, i) => (i < steps / 2 ? round(start + round(step * i)) : round(end - round(step * (steps - i - 1))))), dtype, a);
}

function eye(machine: Machine, a: Arguments): TorchTensor {
  const n = intArgument(machine, a.n!, "n");
  const m = a.m === null ? n : intArgument(machine, a.m!, "m");
  const array = full(dtypeOf(machine, a), checkedShape(machine, [n, m]), 0);
  for (let i = 0; i < Math.min(n, m); i++) array.buffer[i * m + i] = 1;
  return finish(machine, array, a);
}

function randint(machine: Machine, a: Arguments, args: readonly Value[]): TorchTensor {
  const numbers = args.filter((value) => !isSequence(value)).map((value) => intArgument(machine, value, "high"));
  const high = a.high === null ? undefined : intArgument(machine, a.high!, "high");
  const low = a.low === null ? undefined : intArgument(machine, a.low!, "low");
  const bounds = [...numbers, ...(low === undefined ? [] : [low]), ...(high === undefined ? [] : [high])];
  const [from, to] = bounds.length === 1 ? [0, bounds[0]!] : [bounds[0]!, bounds[1]!];
  if (from >= to) throw machine.raise("RuntimeError", `random_ expects 'from' to be less than 'to', but got from=${from} >= to=${to}`);
  const shape = checkedShape(machine, shapeArgument(machine, [args.find(isSequence) ?? a.size!]));
  return finish(machine, stateOf(machine).generator.fillIntegers(shape, from, to, dtypeOf(machine, a, "int64")), a, sampleOrigin(machine, "torch.randint"));
}

function normal(machine: Machine, a: Arguments): TorchTensor {
  const { generator, defaultFloat } = stateOf(machine);
  const origin = sampleOrigin(machine, "torch.normal");
  const [mean, std] = [a.mean!, a.std!];
  if (a.size !== null && a.size !== undefined) return finish(machine, generator.fillNormal(shapeArgument(machine, [a.size]), floatArgument(machine, mean, "mean"), floatArgument(machine, std, "std"), dtypeOf(machine, a, defaultFloat)), a, origin);
  const model = isTensor(mean) ? mean : (std as TorchTensor); // one of the two is a tensor, or PyTorch raises
  const at = (value: Value) => (i: number): number => (isTensor(value) ? Number(copy(value.handle.array()).buffer[i]) : floatArgument(machine, value, "mean"));
  return finish(machine, generator.fillNormalLike(model.shape, at(mean), at(std), model.dtype), a, origin);
}

export const CREATION: readonly PyBuiltin[] = [
  native(`tensor(data, *, ${OPTIONS})`, (machine, a) => tensorFrom(machine, a)),
  ...["as_tensor", "asarray", "from_numpy"].map((name) => native(`${name}(data, ${OPTIONS})`, (machine, a) => {
    const dtype = dtypeArgument(a.dtype ?? null);
    if (isTensor(a.data!)) return dtype && dtype !== a.data.dtype ? tensorOf(castTo(machine, a.data.tracedNode(machine), dtype)) : a.data;
    if (a.data instanceof TracedObject) {
      const node = a.data.tracedNode(machine);
      // Shares the array's memory.
      return tensorOf(dtype && dtype !== node.value.dtype ? castTo(machine, node, dtype) : machine.trace.cut(node, "from_numpy"));
    }
    return tensorFrom(machine, a);
  })),
  native("scalar_tensor(value, dtype=None)", (machine, a) => finish(machine, scalar(dtypeOf(machine, a), floatArgument(machine, a.value!, "value")), a)),
  shaped("zeros", (machine, shape, a) => finish(machine, full(dtypeOf(machine, a), shape, 0), a)),
  shaped("ones", (machine, shape, a) => finish(machine, full(dtypeOf(machine, a), shape, 1), a)),
  // Uninitialised memory has no value to show; zeros stand for it.
  shaped("empty", (machine, shape, a) => finish(machine, full(dtypeOf(machine, a), shape, 0), a, { kind: "placeholder", why: "torch.empty is uninitialised memory; zeros stand for it" })),
  shaped("rand", (machine, shape, a) => finish(machine, stateOf(machine).generator.fillUniform(shape, 0, 1, dtypeOf(machine, a)), a, sampleOrigin(machine, "torch.rand"))),
  shaped("randn", (machine, shape, a) => finish(machine, stateOf(machine).generator.fillNormal(shape, 0, 1, dtypeOf(machine, a)), a, sampleOrigin(machine, "torch.randn"))),
  native(`full(size, fill_value, ${OPTIONS})`, (machine, a) => {
    const value = a.fill_value!;
    const own: Dtype = typeof value === "boolean" ? "bool" : isInt(value) ? "int64" : isTensor(value) ? value.dtype : stateOf(machine).defaultFloat;
    return finish(machine, full(dtypeOf(machine, a, own), checkedShape(machine, shapeArgument(machine, [a.size!])), floatArgument(machine, value, "fill_value")), a);
  }),
  like("zeros_like", (machine, tensor, dtype, a) => finish(machine, full(dtype, tensor.shape, 0), a)),
  like("ones_like", (machine, tensor, dtype, a) => finish(machine, full(dtype, tensor.shape, 1), a)),
  like("empty_like", (machine, tensor, dtype, a) => finish(machine, full(dtype, tensor.shape, 0), a)),
  like("rand_like", (machine, tensor, dtype, a) => finish(machine, stateOf(machine).generator.fillUniform(tensor.shape, 0, 1, dtype), a, sampleOrigin(machine, "torch.rand_like"))),
  like("randn_like", (machine, tensor, dtype, a) => finish(machine, stateOf(machine).generator.fillNormal(tensor.shape, 0, 1, dtype), a, sampleOrigin(machine, "torch.randn_like"))),
  native(`full_like(input, fill_value, ${OPTIONS})`, (machine, a) => {
    const tensor = a.input as TorchTensor; // PyTorch raises for anything else
    return finish(machine, full(dtypeOf(machine, a, tensor.dtype), tensor.shape, floatArgument(machine, a.fill_value!, "fill_value")), a);
  }),
  new PyBuiltin("arange", (machine, args, keywords) => {
    const [first, second, third] = args;
    const at = (name: string): Value => keywords.get(name) ?? null;
    return arange(machine, { start: second === undefined && at("end") === null ? null : (first ?? at("start")), end: second ?? (at("end") ?? first ?? null), step: third ?? keywords.get("step") ?? 1, dtype: at("dtype"), requires_grad: at("requires_grad") });
  }, "static"),
  native(`linspace(start, end, steps, ${OPTIONS})`, linspace),
  native(`logspace(start, end, steps, base=10, ${OPTIONS})`, (machine, a) => {
    const exponents = copy(linspace(machine, { ...a, dtype: null, requires_grad: false }).handle.array(), "float64").buffer;
    return numberArray(machine, Array.from(exponents, (x) => floatArgument(machine, a.base!, "base") ** x), dtypeOf(machine, a), a);
  }),
  native(`eye(n, m=None, ${OPTIONS})`, eye),
  native(`randint(*numbers, low=None, high=None, size=None, ${OPTIONS})`, (machine, a, bound) => randint(machine, a, bound.rest)),
  native(`randperm(n, ${OPTIONS})`, (machine, a) => finish(machine, castArray(stateOf(machine).generator.permutation(intArgument(machine, a.n!, "n")), dtypeOf(machine, a, "int64")), a, sampleOrigin(machine, "torch.randperm"))),
  native(`normal(mean=0, std=1, size=None, ${OPTIONS})`, normal),
  native("bernoulli(input, p=None, generator=None)", (machine, a) => {
    const tensor = a.input as TorchTensor; // PyTorch raises for anything else
    const array = copy(tensor.handle.array());
    const { generator } = stateOf(machine);
    const result = a.p === null ? generator.fillBernoulliEach(tensor.shape, (i) => array.buffer[i]!, tensor.dtype, tensor.dtype) : generator.fillBernoulli(tensor.shape, floatArgument(machine, a.p!, "p"), tensor.dtype);
    return finish(machine, result, {}, sampleOrigin(machine, "torch.bernoulli"));
  }),
  native("multinomial(input, num_samples, replacement=False, generator=None)", (machine, a) =>
    finish(machine, multinomial(stateOf(machine).generator, (a.input as TorchTensor).handle.array(), intArgument(machine, a.num_samples!, "num_samples"), a.replacement === true), {}, sampleOrigin(machine, "torch.multinomial"))), // as above
  native("manual_seed(seed)", (machine, a) => {
    const state = stateOf(machine);
    state.generator.seed(intArgument(machine, a.seed!, "seed"));
    state.seeded = true;
    return null;
  }),
];

const castArray = (array: NDArray, dtype: Dtype): NDArray => (array.dtype === dtype ? array : copy(array, dtype));
