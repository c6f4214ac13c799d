/** Tensors from numbers: tensor, zeros, arange, eye … */
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyFloat, TracedObject, type Value } from "../../python/object.js";
import { Literal } from "../../python/scalar-tape.js";
import { copy, fromNumbers, full, type NDArray, wrap } from "../../tensor/array.js";
import { allocate, type Dtype, isFloating, rounderOf } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import { LimitReached } from "../../trace/limits.js";
import type { Origin } from "../../trace/node.js";
import { isInt, nestedNumbers, numberOf, shapeArgument } from "../arguments.js";
import { runtimeError, typeError } from "./errors.js";
import { type Call, inTorch, method, spread, type TorchFunction } from "./functions/define.js";
import { setRequiresGrad } from "./gradients.js";
import { torchState } from "./state.js";
import { asTensor, isTensor, Tensor } from "./tensor.js";

const LITERAL: Origin = { kind: "literal" };

/** Refuses a size before memory is asked for. */
export function checkElements(machine: Machine, shape: readonly number[]): void {
  const negative = shape.find((length) => length < 0);
  if (negative !== undefined) throw runtimeError(machine, `Trying to create tensor with negative dimension ${negative}: [${shape.join(", ")}]`);
  const elements = sizeOf(shape);
  const { limits } = machine.trace;
  if (elements > limits.elements) throw new LimitReached("elements", elements, limits.elements);
}

/** A new tensor of these numbers. */
export function made(machine: Machine, value: NDArray, requiresGrad: Value = null, origin: Origin = LITERAL): Tensor {
  const tensor = new Tensor(machine.trace.leaf(value, origin));
  if (requiresGrad !== null && machine.truth(requiresGrad) && !isFloating(value.dtype)) throw runtimeError(machine, "Only Tensors of floating point and complex dtype can require gradients");
  if (requiresGrad !== null && machine.truth(requiresGrad)) setRequiresGrad(machine, tensor, true);
  return tensor;
}

/** `torch.tensor(data)`: always a copy. */
export function tensorFrom(machine: Machine, data: Value, wanted: Dtype | null, requiresGrad: Value = null): Tensor {
  if (isTensor(data)) {
    const array = copy(data.array(), wanted ?? data.dtype);
    return made(machine, array, requiresGrad, { kind: "cut", by: "torch.tensor" });
  }
  const nested = nestedNumbers(machine, data);
  const { defaultDtype } = torchState(machine);
  const dtype = wanted ?? nested.dtype ?? (nested.kind === "bool" ? "bool" : nested.kind === "int" ? "int64" : defaultDtype);
  return made(machine, fromNumbers(dtype, nested.shape, nested.values), requiresGrad, originOf(data));
}

/** A computed Python float handed over is not a literal. */
const originOf = (data: Value): Origin => (data instanceof PyFloat && data.origin !== null && !(data.origin instanceof Literal) ? { kind: "computed" } : LITERAL);

const rest = "dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None, memory_format=None, generator=None, names=None";

function sized(name: string, value: number): TorchFunction {
  return inTorch(`${name}(*size, ${rest})`, (c) => {
    const size = c.rest.length ? shapeArgument(c.machine, c.rest) : shapeArgument(c.machine, [c.keywords.get("size") ?? null]);
    return filled(c, size, value);
  });
}

function filled(c: Call, size: readonly number[], value: number): Tensor {
  checkElements(c.machine, size);
  return made(c.machine, full(c.dtype() ?? c.state.defaultDtype, size, value), c.raw("requires_grad"));
}

/** `torch.zeros(size=(2, 3))` gives its sizes by name. */
const withSize = (entry: TorchFunction): TorchFunction => ({
  ...entry,
  builtin: new PyBuiltin(entry.name, (machine, args, keywords) => {
    const size = keywords.get("size");
    if (size === undefined) return entry.builtin.call(machine, args, keywords);
    return entry.builtin.call(machine, [size], new Map([...keywords].filter(([name]) => name !== "size")));
  }),
});

const like = (name: string, value: number): TorchFunction =>
  inTorch(`${name}_like(input, ${rest})`, (c) => {
    const source = asTensor(c.raw("input"));
    return made(c.machine, full(c.dtype() ?? source.dtype, source.shape, value), c.raw("requires_grad"));
  });

const kindOf = (c: Call, ...names: string[]): Dtype => (names.every((name) => c.raw(name) === null || isInt(c.raw(name))) ? "int64" : c.state.defaultDtype);

const arange: TorchFunction = inTorch(`arange(start, end=None, step=1, *, ${rest})`, (c) => {
  const [start, end] = c.raw("end") === null ? [0, c.number("start", 0)] : [c.number("start", 0), c.number("end", 0)];
  const step = c.number("step", 1);
  if (step === 0) throw runtimeError(c.machine, "step must be nonzero");
  if (Math.sign(end - start) * Math.sign(step) < 0) throw runtimeError(c.machine, "upper bound and lower bound inconsistent with step sign");
  const count = Math.max(0, Math.ceil((end - start) / step));
  checkElements(c.machine, [count]);
  const dtype = c.dtype() ?? kindOf(c, "start", "end", "step");
  return made(c.machine, fromNumbers(dtype, [count], Array.from({ length: count }, (_, i) => start + i * step)), c.raw("requires_grad"));
});

const range: TorchFunction = inTorch(`range(start, end=None, step=1, *, ${rest})`, (c) => {
  const [start, end, step] = [c.number("start", 0), c.number("end", 0), c.number("step", 1)];
  const count = Math.floor((end - start) / step) + 1;
  return made(c.machine, fromNumbers(c.dtype() ?? c.state.defaultDtype, [count], Array.from({ length: count }, (_, i) => start + i * step)), c.raw("requires_grad"));
});

/** From both ends towards the middle, at the precision of the dtype (RangeFactoriesKernel.cpp). */
function linspaced(start: number, end: number, steps: number, dtype: Dtype): NDArray {
  const round = isFloating(dtype) ? rounderOf(dtype) : (x: number) => x;
  const step = round((round(end) - round(start)) / (steps - 1));
  const data = allocate(dtype, steps);
  for (let i = 0; i < steps; i++) data[i] = steps === 1 ? round(start) : i < steps / 2 ? round(round(start) + step * i) : round(round(end) - step * (steps - i - 1));
  return wrap(dtype, [steps], isFloating(dtype) ? data : data.map(Math.trunc));
}

const linspace: TorchFunction = inTorch(`linspace(start, end, steps=100, *, ${rest})`, (c) => {
  checkElements(c.machine, [c.int("steps")]);
  return made(c.machine, linspaced(c.number("start", 0), c.number("end", 0), c.int("steps"), c.dtype() ?? c.state.defaultDtype), c.raw("requires_grad"));
});

const logspace: TorchFunction = inTorch(`logspace(start, end, steps=100, base=10, *, ${rest})`, (c) => {
  const dtype = c.dtype() ?? c.state.defaultDtype;
  const base = c.number("base", 10);
  const exponents = linspaced(c.number("start", 0), c.number("end", 0), c.int("steps"), "float64");
  return made(c.machine, fromNumbers(dtype, exponents.shape, Array.from(exponents.buffer, (x) => base ** x)), c.raw("requires_grad"));
});

const eye: TorchFunction = inTorch(`eye(n, m=None, *, ${rest})`, (c) => {
  const [n, m] = [c.int("n"), c.intOr("m", c.int("n"))];
  checkElements(c.machine, [n, m]);
  const array = full(c.dtype() ?? c.state.defaultDtype, [n, m], 0);
  for (let i = 0; i < Math.min(n, m); i++) array.buffer[i * m + i] = 1;
  return made(c.machine, array, c.raw("requires_grad"));
});

const fullFunction: TorchFunction = inTorch(`full(size, fill_value, *, ${rest})`, (c) => {
  const size = shapeArgument(c.machine, [c.raw("size")]);
  const value = c.raw("fill_value");
  const natural: Dtype = typeof value === "boolean" ? "bool" : isInt(value) ? "int64" : isTensor(value) ? value.dtype : c.state.defaultDtype;
  checkElements(c.machine, size);
  return made(c.machine, full(c.dtype() ?? natural, size, c.number("fill_value", 0)), c.raw("requires_grad"));
});

const fullLike: TorchFunction = inTorch(`full_like(input, fill_value, ${rest})`, (c) => {
  const source = asTensor(c.raw("input"));
  return made(c.machine, full(c.dtype() ?? source.dtype, source.shape, c.number("fill_value", 0)), c.raw("requires_grad"));
});

const asTensorFunction = (name: string): TorchFunction => inTorch(`${name}(data, *, ${rest}, copy=None)`, (c) => {
  const data = c.raw("data");
  if (isTensor(data)) {
    const dtype = c.dtype() ?? data.dtype;
    return dtype === data.dtype ? data : c.ops.cast(data.node(c.machine), dtype);
  }
  const shared = c.dtype() ? null : fromArray(c.machine, data, name);
  return shared ?? tensorFrom(c.machine, data, c.dtype(), c.raw("requires_grad"));
});

/** An array of another framework, its memory shared; the gradient does not come across. */
function fromArray(machine: Machine, data: Value, by: string): Tensor | null {
  const node = data instanceof TracedObject && !isTensor(data) ? data.tracedNode(machine) : null;
  return node ? new Tensor(machine.trace.cut(node, by)) : null;
}

const newFilled = (name: string, value: number): TorchFunction =>
  method(`${name}(self, *size, ${rest})`, (c) => {
    const size = spread(c);
    checkElements(c.machine, size);
    return made(c.machine, full(c.dtype() ?? asTensor(c.raw("self")).dtype, size, value), c.raw("requires_grad"));
  });

const newOnes: readonly TorchFunction[] = [
  newFilled("new_zeros", 0), newFilled("new_ones", 1), newFilled("new_empty", 0),
  method(`new_full(self, size, fill_value, *, ${rest})`, (c) => {
    const size = shapeArgument(c.machine, [c.raw("size")]);
    return made(c.machine, full(c.dtype() ?? asTensor(c.raw("self")).dtype, size, c.number("fill_value", 0)), c.raw("requires_grad"));
  }),
  method(`new_tensor(self, data, *, ${rest})`, (c) => tensorFrom(c.machine, c.raw("data"), c.dtype() ?? asTensor(c.raw("self")).dtype, c.raw("requires_grad"))),
  method(`new(self, *size, ${rest})`, (c) => made(c.machine, full(asTensor(c.raw("self")).dtype, spread(c), 0))),
];

const triangle = (name: string, upper: boolean): TorchFunction =>
  inTorch(`${name}(row, col, offset=0, *, ${rest})`, (c) => {
    const pairs: [number, number][] = [];
    for (let i = 0; i < c.int("row"); i++) for (let j = 0; j < c.int("col"); j++) if (upper ? j - i >= c.int("offset") : j - i <= c.int("offset")) pairs.push([i, j]);
    return made(c.machine, fromNumbers(c.dtype() ?? "int64", [2, pairs.length], [...pairs.map(([i]) => i), ...pairs.map(([, j]) => j)]));
  });

export const CREATION: readonly TorchFunction[] = [
  inTorch(`tensor(data, *, ${rest})`, (c) => tensorFrom(c.machine, c.raw("data"), c.dtype(), c.raw("requires_grad"))),
  asTensorFunction("as_tensor"), asTensorFunction("asarray"),
  inTorch("from_numpy(ndarray)", (c) => {
    const shared = fromArray(c.machine, c.raw("ndarray"), "from_numpy");
    if (!shared) throw typeError(c.machine, `expected np.ndarray (got ${c.machine.typeOf(c.raw("ndarray")).name})`);
    return shared;
  }),
  inTorch("scalar_tensor(s, *, dtype=None, device=None, requires_grad=False)", (c) => made(c.machine, full(c.dtype() ?? c.state.defaultDtype, [], c.number("s", 0)), c.raw("requires_grad"))),
  withSize(sized("zeros", 0)), withSize(sized("ones", 1)), withSize(sized("empty", 0)),
  like("zeros", 0), like("ones", 1), like("empty", 0),
  inTorch(`empty_strided(size, stride, *, ${rest})`, (c) => filled(c, shapeArgument(c.machine, [c.raw("size")]), 0)),
  arange, range, linspace, logspace, eye, fullFunction, fullLike, ...newOnes, triangle("triu_indices", true), triangle("tril_indices", false),
];

/** `torch.FloatTensor(data)`, `torch.Tensor(2, 3)`: sizes or data. */
export function oldConstructor(machine: Machine, dtype: Dtype, args: readonly Value[]): Tensor {
  const [first] = args;
  if (args.length === 1 && first !== undefined && !isInt(first)) return isTensor(first) && first.dtype === dtype ? first.detached(machine, "torch.Tensor") : tensorFrom(machine, first, dtype);
  const size = args.map((value) => numberOf(value as Parameters<typeof numberOf>[0])); // sizes are ints
  checkElements(machine, size);
  return made(machine, full(dtype, args.length ? size : [0], 0));
}

