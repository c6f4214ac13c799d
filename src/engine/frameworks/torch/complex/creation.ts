/** Complex tensors from real ones, from Python's numbers, and back; conversions and printing. */
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyGetter, PyList, type Value } from "../../../python/object.js";
import { PyComplex } from "../../../python/values/complex.js";
import { fromReal, join, partOf } from "../../../ops/pairs/pair.js";
import { absolute, conjugate, polar } from "../../../ops/pairs/arithmetic.js";
import { contiguous, fromNumbers, full, toNumbers } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { isSequence, shapeArgument } from "../../arguments.js";
import { complexOf } from "../../../python/values/complex.js";
import { CPU, ComplexDtype, complexDtype, sizeValue, TorchDtype } from "../dtypes.js";
import { runtimeError, unsupported } from "../errors.js";
import { both, type Call, inTorch, type TorchFunction } from "../functions/define.js";
import { gradFnOf } from "../autograd/grad-fn.js";
import { nameGradient } from "../grad-names.js";
import { setRequiresGrad } from "../gradients.js";
import { complexTensorText } from "../print.js";
import { sampleOrigin, torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { pairs, pairsOf } from "./operands.js";
import { writePairs } from "./elementwise.js";
import { type ComplexTensor, complexTensor, isComplex } from "./tensor.js";

const self = (value: Value | undefined): ComplexTensor => value as ComplexTensor; // methods of this type

/** Nested lists of Python numbers, some complex. */
function nested(machine: Machine, value: Value): { readonly shape: number[]; readonly values: number[] } {
  if (isSequence(value) && !isTensor(value)) {
    const parts = value.items.map((item) => nested(machine, item));
    return { shape: [parts.length, ...(parts[0]?.shape ?? [])], values: parts.flatMap((part) => part.values) };
  }
  if (isComplex(value) && value.shape.length === 0) return { shape: [], values: toNumbers(value.held(machine).value) };
  const number = complexOf(isTensor(value) && !isComplex(value) ? machine.call(machine.getAttribute(value, "item"), []) : value);
  if (!number) throw machine.raise("TypeError", `must be real number, not ${machine.typeOf(value).name}`);
  return { shape: [], values: [number.re, number.im] };
}

const requested = (c: Call, tensor: ComplexTensor): ComplexTensor => {
  if (c.bool("requires_grad")) setRequiresGrad(c.machine, tensor, true);
  return tensor;
};
const partDtype = (c: Call): "float32" | "float64" => {
  const dtype = c.raw("dtype");
  if (dtype instanceof ComplexDtype) return dtype.part;
  return c.state.defaultDtype === "float64" ? "float64" : "float32";
};

function tensorFrom(c: Call): Value {
  const data = c.raw("data");
  if (isTensor(data)) return requested(c, complexTensor(c.machine.trace.cut(c.ops.cast(pairsOf(c.machine, data)!, c.raw("dtype") === null && isComplex(data) ? data.dtype : partDtype(c)), "torch.tensor")));
  if (c.raw("dtype") instanceof TorchDtype) throw runtimeError(c.machine, `value cannot be converted to type ${(c.raw("dtype") as TorchDtype).dtype} without overflow`);
  const { shape, values } = nested(c.machine, data);
  return requested(c, complexTensor(c.machine.trace.leaf(fromNumbers(partDtype(c), [...shape, 2], values), { kind: "literal" })));
}

function filled(c: Call, shape: readonly number[], re: number, im = 0): Value {
  const dtype = partDtype(c);
  const array = full(dtype, [...shape, 2], im);
  for (let i = 0; i < array.buffer.length; i += 2) array.buffer[i] = re;
  return requested(c, complexTensor(c.machine.trace.leaf(array, { kind: "literal" })));
}

const rest = "dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None, memory_format=None, generator=None";
const sized = (name: string, value: number): TorchFunction => inTorch(`${name}(*size, ${rest})`, (c) => filled(c, shapeArgument(c.machine, c.rest.length ? c.rest : [c.keywords.get("size") ?? null]), value));

/** Each part of half the variance. */
const random = (c: Call, shape: readonly number[]): Value => requested(c, complexTensor(c.machine.trace.leaf(c.state.generator.fillNormal([...shape, 2], 0, Math.SQRT1_2, partDtype(c)), sampleOrigin(c.state, "randn"))));
const uniform = (c: Call, shape: readonly number[]): Value => requested(c, complexTensor(c.machine.trace.leaf(c.state.generator.fillUniform([...shape, 2], 0, 1, partDtype(c)), sampleOrigin(c.state, "rand"))));

function asComplex(c: Call): Value {
  const x = c.node("input");
  if (x.value.dtype !== "float32" && x.value.dtype !== "float64") throw runtimeError(c.machine, `view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: ${x.value.dtype}`);
  if (!x.value.shape.length) throw runtimeError(c.machine, "Input tensor must have one or more dimensions");
  if (x.value.shape.at(-1) !== 2) throw runtimeError(c.machine, "Tensor must have a last dimension of size 2");
  if (x.value.strides.at(-1) !== 1) throw runtimeError(c.machine, "Tensor must have a last dimension with stride 1");
  return complexTensor(c.ops.reshape(x, [...x.value.shape]), "ViewAsComplexBackward0");
}

/** To another dtype: complex to complex, or the real part alone (with PyTorch's warning). */
function converted(machine: Machine, tensor: Tensor, wanted: Value): Value {
  const { ops } = torchState(machine);
  if (wanted instanceof ComplexDtype) {
    if (!isComplex(tensor)) return complexTensor(ops.cast(fromReal(ops, tensor.node(machine)), wanted.part), "ToCopyBackward0");
    return tensor.dtype === wanted.part ? tensor : complexTensor(ops.cast(tensor.held(machine), wanted.part), "ToCopyBackward0");
  }
  if (!(wanted instanceof TorchDtype) || !isComplex(tensor)) return tensor;
  machine.warn("UserWarning", "Casting complex values to real discards the imaginary part");
  return new Tensor(ops.cast(partOf(ops, tensor.held(machine), 0), wanted.dtype));
}

/** The first complex or real dtype among the arguments of `to`. */
function to(machine: Machine, tensor: Tensor, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const all = [...args, ...keywords.values()];
  const dtype = all.find((value) => value instanceof ComplexDtype || value instanceof TorchDtype);
  const other = all.find(isTensor);
  return converted(machine, tensor, dtype ?? (isComplex(other) ? complexDtype(other.complexName) : other ? machine.getAttribute(other, "dtype") : null));
}
/** `to`, `type`, `cfloat` of real tensors where a complex dtype is asked for. */
export const toComplex = (machine: Machine, tensor: Tensor, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value => to(machine, tensor, args, keywords);

function item(machine: Machine, tensor: ComplexTensor): Value {
  const values = toNumbers(tensor.held(machine).value);
  if (values.length !== 2) throw runtimeError(machine, `a Tensor with ${values.length / 2} elements cannot be converted to Scalar`);
  return new PyComplex(values[0]!, values[1]!);
}

function list(machine: Machine, tensor: ComplexTensor): Value {
  const flat = contiguous(tensor.held(machine).value).buffer;
  let at = 0;
  const part = (axis: number): Value => {
    if (axis === tensor.shape.length) return new PyComplex(flat[at++]!, flat[at++]!);
    return new PyList(Array.from({ length: tensor.shape[axis]! }, () => part(axis + 1)));
  };
  return part(0);
}

const realPart = (which: 0 | 1) => (machine: Machine, value: Value): Node => nameGradient(partOf(torchState(machine).ops, self(value).held(machine), which), "SelectBackward0");

/** Σ|z|ᵖ and its like are of sizes. */
const bySize = (name: string, text: string): TorchFunction => both(text, (c) => c.machine.call(c.machine.getAttribute(new Tensor(absolute(c.ops, pairs(c, "input"))), name), [...c.rest], c.keywords));

export const COMPLEX_CREATION: readonly TorchFunction[] = [
  inTorch(`tensor(data, *, ${rest})`, tensorFrom), inTorch(`as_tensor(data, *, ${rest})`, (c) => (isComplex(c.raw("data")) ? c.raw("data") : tensorFrom(c))),
  sized("zeros", 0), sized("ones", 1), sized("empty", 0),
  inTorch(`full(size, fill_value, ${rest})`, (c) => { const value = complexOf(c.raw("fill_value")) ?? { re: 0, im: 0 }; return filled(c, shapeArgument(c.machine, [c.raw("size")]), value.re, value.im); }),
  inTorch(`randn(*size, ${rest})`, (c) => random(c, shapeArgument(c.machine, c.rest))), inTorch(`rand(*size, ${rest})`, (c) => uniform(c, shapeArgument(c.machine, c.rest))),
  inTorch(`randn_like(input, ${rest})`, (c) => random(c, asTensor(c.raw("input")).shape)),
  inTorch(`eye(n, m=None, ${rest})`, (c) => {
    const [n, m] = [c.int("n"), c.intOr("m", c.int("n"))];
    const array = full(partDtype(c), [n, m, 2], 0);
    for (let i = 0; i < Math.min(n, m); i++) array.buffer[2 * (i * m + i)] = 1;
    return requested(c, complexTensor(c.machine.trace.leaf(array, { kind: "literal" })));
  }),
  inTorch(`zeros_like(input, ${rest})`, (c) => complexTensor(c.ops.zerosLike(pairs(c, "input")))),
  inTorch(`ones_like(input, ${rest})`, (c) => complexTensor(fromReal(c.ops, c.ops.onesLike(partOf(c.ops, pairs(c, "input"), 0))))),
  inTorch("complex(real, imag, *, out=None)", (c) => {
    const [re, im] = [c.node("real"), c.node("imag")];
    if (re.value.dtype !== im.value.dtype) throw runtimeError(c.machine, `Expected object of scalar type ${re.value.dtype === "float64" ? "Double" : "Float"} but got scalar type ${im.value.dtype === "float64" ? "Double" : "Float"} for second argument`);
    const [x, y] = [c.ops.add(re, c.ops.zerosLike(im)), c.ops.add(im, c.ops.zerosLike(re))];
    return complexTensor(join(c.ops, { re: x, im: y }), "ComplexBackward0");
  }),
  inTorch("polar(abs, angle, *, out=None)", (c) => complexTensor(polar(c.ops, c.node("abs"), c.node("angle")), "PolarBackward0")),
  inTorch("view_as_complex(input)", asComplex),
  inTorch("view_as_real(input)", (c) => {
    const value = c.raw("input");
    if (!isComplex(value)) throw runtimeError(c.machine, "view_as_real is only supported for complex tensors");
    return nameGradient(c.ops.reshape(value.held(c.machine), [...value.shape, 2]), "ViewAsRealBackward0");
  }),
  inTorch("real(input)", (c) => (isComplex(c.raw("input")) ? realPart(0)(c.machine, c.raw("input")) : c.raw("input"))),
  inTorch("imag(input)", (c) => {
    if (!isComplex(c.raw("input"))) throw runtimeError(c.machine, "imag is not implemented for tensors with non-complex dtypes.");
    return realPart(1)(c.machine, c.raw("input"));
  }),
  both("is_complex(input)", (c) => isComplex(c.raw("input"))), both("is_floating_point(input)", () => false), inTorch("isreal(input)", (c) => c.ops.compare("eq", partOf(c.ops, pairs(c, "input"), 1), c.ops.constant(0))),
  bySize("norm", "norm(input, *rest, **more)"),
  both("var(input, *rest, **more)", (c) => c.ops.add(...(["0", "1"].map((which) => asTensor(c.machine.call(c.machine.getAttribute(new Tensor(partOf(c.ops, pairs(c, "input"), Number(which) as 0 | 1)), "var"), [...c.rest], c.keywords)).node(c.machine)) as [Node, Node]))), // two parts
  both("prod(input)", (c) => { throw unsupported(`torch.${c.name} of complex tensors`); }),
];

export const COMPLEX_MEMBERS: readonly (PyBuiltin | PyGetter)[] = [
  new PyGetter("shape", (_, value) => sizeValue(self(value).shape)), new PyGetter("ndim", (_, value) => self(value).shape.length), new PyGetter("device", () => CPU),
  new PyGetter("dtype", (_, value) => complexDtype(self(value).complexName)),
  new PyGetter("real", (machine, value) => new Tensor(realPart(0)(machine, value))), new PyGetter("imag", (machine, value) => new Tensor(realPart(1)(machine, value))),
  new PyGetter("H", (machine, value) => complexTensor(conjugate(torchState(machine).ops, asTensorPairs(machine, machine.getAttribute(value, "mT"))))), new PyGetter("mH", (machine, value) => complexTensor(conjugate(torchState(machine).ops, asTensorPairs(machine, machine.getAttribute(value, "mT"))))),
  new PyBuiltin("adjoint", (machine, [value]) => machine.getAttribute(value!, "mH")),
  new PyBuiltin("t", (machine, [value]) => machine.getAttribute(value!, "T")),
  new PyBuiltin("numel", (_, [value]) => self(value).shape.reduce((product, length) => product * length, 1)),
  new PyBuiltin("dim", (_, [value]) => self(value).shape.length),
  new PyBuiltin("size", (machine, [value, dim]) => (dim === undefined ? sizeValue(self(value).shape) : (self(value).shape.at(Number(dim)) ?? (() => { throw machine.raise("IndexError", "Dimension out of range"); })()))),
  new PyBuiltin("item", (machine, [value]) => item(machine, self(value))), new PyBuiltin("tolist", (machine, [value]) => list(machine, self(value))),
  new PyBuiltin("__complex__", (machine, [value]) => item(machine, self(value))),
  new PyBuiltin("__repr__", (machine, [value]) => complexTensorText(machine, self(value), self(value).complexName)),
  new PyBuiltin("__format__", (machine, [value, spec]) => (self(value).shape.length === 0 ? machine.call(machine.getAttribute(item(machine, self(value)), "__format__"), [spec!]) : machine.str(value!))),
  new PyBuiltin("__neg__", (machine, [value]) => complexTensor(torchState(machine).ops.neg(self(value).held(machine)), "NegBackward0")),
  new PyBuiltin("__pos__", (_, [value]) => value!),
  new PyBuiltin("__abs__", (machine, [value]) => new Tensor(nameGradient(absolute(torchState(machine).ops, self(value).held(machine)), "AbsBackward0"))),
  new PyBuiltin("__bool__", (machine, [value]) => { const number = item(machine, self(value)) as PyComplex; return number.re !== 0 || number.im !== 0; }),
  new PyBuiltin("to", (machine, [value, ...args], keywords) => to(machine, self(value), args, keywords)), new PyBuiltin("type", (machine, [value, ...args], keywords) => (args.length ? to(machine, self(value), args, keywords) : `torch.${self(value).complexName === "complex64" ? "ComplexFloatTensor" : "ComplexDoubleTensor"}`)),
  new PyBuiltin("cfloat", (machine, [value]) => converted(machine, self(value), complexDtype("complex64"))), new PyBuiltin("cdouble", (machine, [value]) => converted(machine, self(value), complexDtype("complex128"))),
  new PyBuiltin("float", (machine, [value]) => converted(machine, self(value), new TorchDtype("float32"))),
  new PyGetter("requires_grad", (machine, value) => self(value).requiresGrad(machine), (machine, value, wanted) => setRequiresGrad(machine, self(value), machine.truth(wanted))),
  new PyGetter("grad", (machine, value) => { const { gradient } = self(value); return gradient ? complexTensor(gradient.held(machine)) : null; }, (machine, value, given) => { self(value).gradient = isComplex(given) ? given.pairs(machine) : null; }),
  new PyGetter("grad_fn", (machine, value) => { const node = self(value).held(machine); return self(value).leaf || !node.requiresGrad ? null : gradFnOf(node); }),
  new PyBuiltin("fill_", (machine, [value, number]) => writePairs(machine, self(value), (before) => torchState(machine).ops.add(torchState(machine).ops.zerosLike(before), pairsOf(machine, number!)!))),
  new PyBuiltin("zero_", (machine, [value]) => writePairs(machine, self(value), (before) => torchState(machine).ops.zerosLike(before))),
  new PyBuiltin("copy_", (machine, [value, other]) => writePairs(machine, self(value), (before) => torchState(machine).ops.cast(pairsOf(machine, other!)!, before.value.dtype))),
  new PyBuiltin("is_conj", () => false),
];

const asTensorPairs = (machine: Machine, value: Value): Node => (value as ComplexTensor).held(machine); // made by `mT`
