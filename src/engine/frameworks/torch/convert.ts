/** Between tensors and Python: item, tolist, float(), bool(), format, and conversions of dtype and device. */
import type { Machine } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import { type NodeSource, PyBuiltin, PyFloat, PyGetter, PyList, PyTuple, type Value } from "../../python/object.js";
import { item, type NDArray, size, toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { toComplex } from "./complex/creation.js";
import { concernsComplex } from "./complex/operands.js";
import { complexDtype, CPU, dtypeObject, dtypeOf, SCALAR_TYPES, sizeValue } from "./dtypes.js";
import { runtimeError, typeError, valueError } from "./errors.js";
import { levelOf } from "./func/levels.js";
import { tensorText } from "./print.js";
import { torchState } from "./state.js";
import { asTensor, isTensor, Tensor, tensorType } from "./tensor.js";

/** One element as Python has it; the number has its place on the tape, but the gradient stops here. */
function numberOf(machine: Machine, tensor: Tensor): Value {
  const node = tensor.node(machine);
  const value = item(node.value);
  if (!isFloating(node.value.dtype)) machine.trace.decidedBy(node);
  return pythonNumber(node.value.dtype, value, {
    source: true,
    nodeAt: () => {
      const cut = machine.trace.number(value, "float64", { kind: "cut", by: "item" });
      cut.cutInputs = [node];
      cut.cutOperation = "copy";
      cut.madeUp = node.madeUp;
      return cut;
    },
  });
}

const pythonNumber = (dtype: Dtype, value: number, origin: NodeSource | null = null): Value => {
  if (isFloating(dtype)) return new PyFloat(value, origin);
  if (dtype === "bool") return value !== 0;
  return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
};

function single(machine: Machine, tensor: Tensor): Value {
  if (levelOf(machine, tensor.node(machine), "vmap")) throw runtimeError(machine, "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite what you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report.");
  if (size(tensor.array()) !== 1) throw runtimeError(machine, `a Tensor with ${size(tensor.array())} elements cannot be converted to Scalar`);
  return numberOf(machine, tensor);
}

export function nestedList(array: NDArray): Value {
  const flat = toNumbers(array);
  let at = 0;
  const part = (axis: number): Value => {
    if (axis === array.shape.length) return pythonNumber(array.dtype, flat[at++]!);
    return new PyList(Array.from({ length: array.shape[axis]! }, () => part(axis + 1)));
  };
  return part(0);
}

function truth(machine: Machine, tensor: Tensor): boolean {
  if (levelOf(machine, tensor.node(machine), "vmap")) throw runtimeError(machine, "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please file an issue at https://github.com/pytorch/pytorch/issues .");
  const array = tensor.array();
  if (size(array) === 0) throw runtimeError(machine, "Boolean value of Tensor with no values is ambiguous");
  if (size(array) > 1) throw runtimeError(machine, "Boolean value of Tensor with more than one value is ambiguous");
  return item(array) !== 0;
}

export function castTo(machine: Machine, tensor: Tensor, dtype: Dtype, copy = false): Tensor {
  if (tensor.dtype === dtype && !copy) return tensor;
  const { ops } = torchState(machine);
  const node = tensor.node(machine);
  return new Tensor(tensor.dtype === dtype ? ops.apply("clone", [node]) : ops.cast(node, dtype));
}

function to(machine: Machine, self: Tensor, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  if (concernsComplex(args, keywords)) return toComplex(machine, self, args, keywords);
  let dtype: Dtype | null = null;
  for (const value of [...args, keywords.get("dtype") ?? null, keywords.get("device") ?? null, keywords.get("other") ?? null]) {
    if (isTensor(value)) dtype = value.dtype;
    else dtype = dtypeOf(value) ?? dtype;
    if (typeof value === "string") checkDevice(machine, value);
  }
  return castTo(machine, self, dtype ?? self.dtype, keywords.get("copy") === true);
}

function checkDevice(machine: Machine, name: string): void {
  if (!/^(cpu|cuda|mps|xpu|meta|hpu|xla)(:\d+)?$/.test(name)) throw runtimeError(machine, `Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone device type at start of device string: ${name}`);
}

const casts: readonly (readonly [string, Dtype])[] = [["float", "float32"], ["double", "float64"], ["half", "float16"], ["bfloat16", "bfloat16"], ["long", "int64"], ["int", "int32"], ["short", "int16"], ["char", "int8"], ["byte", "uint8"], ["bool", "bool"]];

const NAMED_TYPES: Readonly<Record<string, Dtype>> = Object.fromEntries(Object.entries(SCALAR_TYPES).map(([dtype, name]) => [`torch.${name}Tensor`, dtype as Dtype])); // keys are dtypes

function oneElement(machine: Machine, tensor: Tensor): Value {
  if (size(tensor.array()) !== 1) throw machine.raise("ValueError", "only one element tensors can be converted to Python scalars");
  return single(machine, tensor);
}

export const CONVERSIONS: readonly (PyBuiltin | PyGetter)[] = [
  native("item(self)", (machine, a) => single(machine, asTensor(a.self))),
  native("tolist(self)", (_, a) => nestedList(asTensor(a.self).array())),
  new PyBuiltin("__float__", (machine, [self]) => {
    const value = oneElement(machine, asTensor(self));
    return value instanceof PyFloat ? value : new PyFloat(Number(value));
  }),
  new PyBuiltin("__int__", (machine, [self]) => {
    const value = oneElement(machine, asTensor(self));
    return value instanceof PyFloat ? Math.trunc(value.value) : typeof value === "boolean" ? Number(value) : value;
  }),
  new PyBuiltin("__index__", (machine, [self]) => {
    const tensor = asTensor(self);
    if (isFloating(tensor.dtype) || size(tensor.array()) !== 1) throw typeError(machine, "only integer tensors of a single element can be converted to an index");
    const value = numberOf(machine, tensor);
    return typeof value === "boolean" ? Number(value) : value;
  }),
  new PyBuiltin("__bool__", (machine, [self]) => truth(machine, asTensor(self))),
  native("is_nonzero(self)", (machine, a) => truth(machine, asTensor(a.self))),
  new PyBuiltin("__repr__", (machine, [self]) => tensorText(machine, asTensor(self))),
  new PyBuiltin("__format__", (machine, [self, spec]) => {
    const tensor = asTensor(self);
    if (tensor.shape.length === 0 && tensor.type === tensorType) return machine.call(machine.getAttribute(numberOf(machine, tensor), "__format__"), [spec!]);
    if (spec === "") return machine.str(self!);
    throw typeError(machine, `unsupported format string passed to ${tensor.type.name}.__format__`);
  }),
  new PyBuiltin("to", (machine, [self, ...args], keywords) => to(machine, asTensor(self), args, keywords)),
  new PyBuiltin("type", (machine, [self, ...args], keywords) => {
    const tensor = asTensor(self);
    const wanted = args[0] ?? keywords.get("dtype") ?? null;
    if (concernsComplex(args, keywords)) return toComplex(machine, tensor, args, keywords);
    if (wanted === null) return `torch.${SCALAR_TYPES[tensor.dtype]}Tensor`;
    const named = typeof wanted === "string" ? (NAMED_TYPES[wanted] ?? null) : (dtypeOf(wanted) ?? NAMED_TYPES[`torch.${(wanted as { name?: string }).name ?? ""}`] ?? null); // a tensor type such as torch.FloatTensor
    if (!named) throw valueError(machine, `invalid type: '${machine.str(wanted)}'`);
    return castTo(machine, tensor, named);
  }),
  native("type_as(self, other)", (machine, a) => castTo(machine, asTensor(a.self), asTensor(a.other).dtype)),
  ...casts.map(([name, dtype]) => native(`${name}(self, memory_format=None)`, (machine, a) => castTo(machine, asTensor(a.self), dtype))),
  ...["cpu", "cuda", "pin_memory", "mps", "xpu", "contiguous_"].map((name) => native(`${name}(self, *rest, **more)`, (_, a) => a.self!)),
  new PyGetter("dtype", (_, self) => dtypeObject(asTensor(self).dtype)),
  new PyGetter("device", () => CPU),
  new PyGetter("shape", (_, self) => sizeValue(asTensor(self).shape)),
  new PyGetter("ndim", (_, self) => asTensor(self).shape.length),
  new PyGetter("is_cuda", () => false),
  new PyGetter("is_mps", () => false),
  new PyGetter("is_sparse", () => false),
  new PyGetter("is_quantized", () => false),
  new PyGetter("is_meta", () => false),
  new PyGetter("layout", () => "torch.strided"),
  new PyGetter("names", (_, self) => new PyTuple(asTensor(self).shape.map(() => null))),
  new PyGetter("itemsize", (_, self) => bytes(asTensor(self).dtype)),
  new PyGetter("nbytes", (_, self) => bytes(asTensor(self).dtype) * size(asTensor(self).array())),
  native("element_size(self)", (_, a) => bytes(asTensor(a.self).dtype)),
  native("is_complex(self)", () => false),
  ...(["complex64", "complex128"] as const).map((name) => new PyBuiltin(name === "complex64" ? "cfloat" : "cdouble", (machine, [self]) => toComplex(machine, asTensor(self), [complexDtype(name)], new Map()))),
  native("is_floating_point(self)", (_, a) => isFloating(asTensor(a.self).dtype)),
  native("get_device(self)", () => -1),
];

const bytes = (dtype: Dtype): number => ({ bool: 1, uint8: 1, uint16: 2, uint32: 4, uint64: 8, int8: 1, int16: 2, int32: 4, int64: 8, float16: 2, bfloat16: 2, float32: 4, float64: 8 })[dtype];

