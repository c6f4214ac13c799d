/** Attributes and methods of tensors that are not cards. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { type Keywords, PyBuiltin, PyFloat, PyGetter, PyTuple, Unsupported, type Value } from "../../python/object.js";
import { copy, full, isContiguous, type NDArray, size } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import { constantNode } from "../../trace/node.js";
import { Handle } from "../../trace/handle.js";
import { readIndex } from "../indexing.js";
import { floatArgument, intArgument, isNumber, numberOf, shapeArgument } from "../arguments.js";
import { frameworkMessages as say } from "./messages.js";
import { SPELLINGS } from "../spelling.js";
import { backward, seedOf } from "./autograd.js";
import { apply, castTo, inTorchWords, run, spelledFunction } from "./call.js";
import { itemOf, listOf } from "./conversions.js";
import { gradFnOf, gradSuffix } from "./grad-fn.js";
import { assignIndex, writeInPlace } from "./in-place.js";
import { installOperators } from "./operators.js";
import { tensorText } from "./print.js";
import { toArray } from "./to-numpy.js";
import { cpuDevice, dtypeArgument, isLeaf, isTensor, makeLeaf, nodeOf, parameterType, promotionOf, requiresGrad, sizeOfShape, stateOf, TorchTensor, tensorOf, tensorType, torchDtype } from "./tensor-type.js";
import { INDEX_WORDS } from "./words.js";

const self = (value: Value): TorchTensor => value as TorchTensor; // the type's own members only see its instances

const getter = (name: string, get: (machine: Machine, tensor: TorchTensor) => Value, set: ((machine: Machine, tensor: TorchTensor, value: Value) => void) | null = null): PyGetter =>
  new PyGetter(name, (machine, value) => get(machine, self(value)), set && ((machine, value, to) => set(machine, self(value), to)));

const method = (name: string, call: (machine: Machine, tensor: TorchTensor, args: readonly Value[], keywords: Keywords) => Value): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords) => call(machine, self(args[0]!), args.slice(1), keywords));

/** The value with its gradient history cut off, sharing the storage. */
export function detached(machine: Machine, tensor: TorchTensor, by = "detach"): TorchTensor {
  return tensorOf(machine.trace.cut(tensor.tracedNode(machine), by));
}

export function textOf(machine: Machine, tensor: TorchTensor): string {
  const text = tensorText(tensor.handle.array(), stateOf(machine).defaultFloat, gradSuffix(machine, tensor));
  return tensor.type.isSubtype(parameterType) ? `Parameter containing:\n${text}` : text;
}

function converted(machine: Machine, tensor: TorchTensor, args: readonly Value[], keywords: Keywords): Value {
  for (const value of [...args, keywords.get("dtype") ?? null]) {
    const dtype = isTensor(value) ? value.dtype : dtypeArgument(value);
    if (dtype && dtype !== tensor.dtype) return tensorOf(castTo(machine, tensor.tracedNode(machine), dtype));
  }
  return tensor;
}

const ATTRIBUTES: readonly PyGetter[] = [
  getter("shape", (_, tensor) => sizeOfShape(tensor.shape)),
  getter("ndim", (_, tensor) => tensor.shape.length),
  getter("dtype", (_, tensor) => torchDtype(tensor.dtype)),
  getter("device", () => cpuDevice),
  getter("layout", () => "torch.strided"),
  getter("is_cuda", () => false),
  getter("is_sparse", () => false),
  getter("is_leaf", (machine, tensor) => isLeaf(machine, tensor)),
  getter("requires_grad", (machine, tensor) => requiresGrad(machine, tensor), (machine, tensor, value) => setRequiresGrad(machine, tensor, machine.truth(value))),
  getter("grad", (_, tensor) => tensor.grad, (machine, tensor, value) => {
    if (value !== null && !isTensor(value)) throw machine.raise("TypeError", `assigned grad expected to be a Tensor or None but got grad of type "${machine.typeOf(value).name}"`);
    tensor.grad = value;
  }),
  getter("grad_fn", (machine, tensor) => gradFnOf(machine, tensor.tracedNode(machine), isLeaf(machine, tensor))),
  getter("data", (machine, tensor) => detached(machine, tensor, "data"), (machine, tensor, value) => {
    const before = machine.trace.recording;
    machine.trace.recording = false;
    try {
      if (isTensor(value)) replaceData(machine, tensor, value);
    } finally {
      machine.trace.recording = before;
    }
  }),
  getter("T", (machine, tensor) => apply(machine, "permute", [tensor.tracedNode(machine)], { axes: tensor.shape.map((_, axis) => tensor.shape.length - 1 - axis) })),
  getter("mT", (machine, tensor) => apply(machine, "transpose", [tensor.tracedNode(machine)])),
  getter("H", (machine, tensor) => apply(machine, "transpose", [tensor.tracedNode(machine)])),
  getter("mH", (machine, tensor) => apply(machine, "transpose", [tensor.tracedNode(machine)])),
  getter("real", (_, tensor) => tensor),
  getter("itemsize", (_, tensor) => ({ float64: 8, int64: 8, float32: 4, int32: 4, float16: 2, bfloat16: 2, int16: 2, int8: 1, uint8: 1, bool: 1 })[tensor.dtype]),
  getter("_version", (_, tensor) => tensor.handle.storage.version),
];

/** `t.data = other`: the same tensor with other numbers. */
function replaceData(machine: Machine, tensor: TorchTensor, value: TorchTensor): void {
  const keeps = requiresGrad(machine, tensor);
  tensor.handle.follow(machine.trace.cut(value.tracedNode(machine), "data"));
  if (keeps) makeLeaf(machine, tensor, true);
}

export function setRequiresGrad(machine: Machine, tensor: TorchTensor, on: boolean): void {
  if (on && !isFloating(tensor.dtype)) throw machine.raise("RuntimeError", "only Tensors of floating point and complex dtype can require gradients");
  if (!isLeaf(machine, tensor)) {
    if (on) return;
    throw machine.raise("RuntimeError", "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  }
  makeLeaf(machine, tensor, on);
}

const filler = (name: string, values: (machine: Machine, tensor: TorchTensor, args: readonly Value[], keywords: Keywords) => NDArray): PyBuiltin =>
  method(name, (machine, tensor, args, keywords) => writeInPlace(machine, tensor, machine.trace.leaf(values(machine, tensor, args, keywords), { kind: "computed" })));

const number = (machine: Machine, value: Value | undefined, otherwise: number): number => (value === undefined || value === null ? otherwise : floatArgument(machine, value, "argument"));

const METHODS: readonly PyBuiltin[] = [
  native("backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None)", (machine, a) => {
    const tensor = self(a.self!);
    backward(machine, tensor, { seed: seedOf(machine, a.gradient!, tensor), retain: a.retain_graph === true, createGraph: a.create_graph === true });
    return null;
  }),
  method("size", (machine, tensor, [axis]) => (axis === undefined || axis === null ? sizeOfShape(tensor.shape) : sizeAt(machine, tensor, intArgument(machine, axis, "dim")))),
  method("dim", (_, tensor) => tensor.shape.length),
  method("ndimension", (_, tensor) => tensor.shape.length),
  method("numel", (_, tensor) => sizeOf(tensor.shape)),
  method("nelement", (_, tensor) => sizeOf(tensor.shape)),
  method("element_size", (_, tensor) => (tensor.dtype === "float64" || tensor.dtype === "int64" ? 8 : tensor.dtype === "bool" || tensor.dtype === "uint8" ? 1 : 4)),
  method("stride", (_, tensor, [axis]) => (typeof axis === "number" ? tensor.handle.array().strides.at(axis)! : new PyTuple([...tensor.handle.array().strides]))),
  method("storage_offset", (_, tensor) => tensor.handle.array().offset),
  method("is_contiguous", (_, tensor) => isContiguous(tensor.handle.array())),
  method("is_floating_point", (_, tensor) => isFloating(tensor.dtype)),
  method("data_ptr", (_, tensor) => tensor.handle.array().offset),
  method("contiguous", (machine, tensor) => (isContiguous(tensor.handle.array()) ? tensor : apply(machine, "clone", [tensor.tracedNode(machine)]))),
  method("item", (machine, tensor) => itemOf(machine, tensor)),
  method("tolist", (_, tensor) => listOf(tensor)),
  method("numpy", (machine, tensor) => {
    if (requiresGrad(machine, tensor)) throw machine.raise("RuntimeError", "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
    return toArray(machine, tensor);
  }),
  method("detach", (machine, tensor) => detached(machine, tensor)),
  method("detach_", (machine, tensor) => {
    tensor.handle.follow(machine.trace.cut(tensor.tracedNode(machine), "detach"));
    return tensor;
  }),
  method("requires_grad_", (machine, tensor, [on]) => (setRequiresGrad(machine, tensor, on === undefined || machine.truth(on)), tensor)),
  method("retain_grad", (machine, tensor) => {
    const node = tensor.tracedNode(machine);
    if (node.owner !== tensor) {
      node.owner = tensor;
      tensor.retains = true;
    }
    return null;
  }),
  method("register_hook", (machine, tensor, [hook]) => {
    const node = tensor.tracedNode(machine);
    node.hooks = [...(node.hooks ?? []), (adjoint) => {
      const result = machine.call(hook!, [tensorOf(adjoint.card ? adjoint : constantNode(adjoint.value, false))]);
      return result === null ? null : nodeOf(machine, result);
    }];
    return null;
  }),
  ...["to", "type_as"].map((name) => method(name, converted)),
  method("type", (machine, tensor, args, keywords) => (args.length ? converted(machine, tensor, args, keywords) : `torch.${({ float32: "Float", float64: "Double", int64: "Long", bool: "Bool", int32: "Int" } as Readonly<Record<string, string>>)[tensor.dtype] ?? "Float"}Tensor`)),
  ...(["float", "double", "half", "bfloat16", "long", "int", "short", "bool"] as const).map((name) => method(name, (machine, tensor) => {
    const dtype = ({ float: "float32", double: "float64", half: "float16", bfloat16: "bfloat16", long: "int64", int: "int32", short: "int16", bool: "bool" } as const)[name];
    return dtype === tensor.dtype ? tensor : tensorOf(castTo(machine, tensor.tracedNode(machine), dtype));
  })),
  ...["cpu", "cuda", "mps", "pin_memory", "share_memory_"].map((name) => method(name, (_, tensor) => tensor)),
  method("clone", (machine, tensor) => apply(machine, "clone", [tensor.tracedNode(machine)])),
  method("new_zeros", (machine, tensor, args) => tensorOf(machine.trace.leaf(full(tensor.dtype, shapeArgument(machine, args), 0), { kind: "literal" }))),
  method("new_ones", (machine, tensor, args) => tensorOf(machine.trace.leaf(full(tensor.dtype, shapeArgument(machine, args), 1), { kind: "literal" }))),
  method("new_full", (machine, tensor, [shape, value]) => tensorOf(machine.trace.leaf(full(tensor.dtype, shapeArgument(machine, [shape!]), floatArgument(machine, value!, "fill_value")), { kind: "literal" }))),
  method("view_as", (machine, tensor, [other]) => apply(machine, "reshape", [tensor.tracedNode(machine)], { shape: [...self(other!).shape] })),
  method("reshape_as", (machine, tensor, [other]) => apply(machine, "reshape", [tensor.tracedNode(machine)], { shape: [...self(other!).shape] })),
  method("expand_as", (machine, tensor, [other]) => apply(machine, "expand", [tensor.tracedNode(machine)], { shape: [...self(other!).shape] })),
  method("sum_to_size", (machine, tensor, args) => {
    const shape = shapeArgument(machine, args);
    const lead = tensor.shape.length - shape.length;
    const axes = tensor.shape.flatMap((length, axis) => (axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : []));
    const summed = axes.length ? run(machine, "sum", [tensor.tracedNode(machine)], { axes, keepdim: true }) : tensor.tracedNode(machine);
    return apply(machine, "reshape", [summed], { shape });
  }),
  method("t", (machine, tensor) => {
    if (tensor.shape.length > 2) throw machine.raise("RuntimeError", `t() expects a tensor with <= 2 dimensions, but self is ${tensor.shape.length}D`);
    return apply(machine, "transpose", [tensor.tracedNode(machine)], { first: -2, second: -1 });
  }),
  method("fill_", (machine, tensor, [value]) => writeInPlace(machine, tensor, nodeOf(machine, value!)!)), // a number or a tensor
  filler("zero_", (_, tensor) => full(tensor.dtype, tensor.shape, 0)),
  method("copy_", (machine, tensor, [source]) => writeInPlace(machine, tensor, self(source!).tracedNode(machine))),
  filler("normal_", (machine, tensor, [mean, std], keywords) => stateOf(machine).generator.fillNormal(tensor.shape, number(machine, mean ?? keywords.get("mean"), 0), number(machine, std ?? keywords.get("std"), 1), tensor.dtype)),
  filler("uniform_", (machine, tensor, [low, high], keywords) => stateOf(machine).generator.fillUniform(tensor.shape, number(machine, low ?? keywords.get("from"), 0), number(machine, high ?? keywords.get("to"), 1), tensor.dtype)),
  filler("bernoulli_", (machine, tensor, [p], keywords) => stateOf(machine).generator.fillBernoulli(tensor.shape, number(machine, p ?? keywords.get("p"), 0.5), tensor.dtype)),
  filler("exponential_", (machine, tensor, [rate]) => stateOf(machine).generator.fillExponential(tensor.shape, number(machine, rate, 1), tensor.dtype)),
  method("__getitem__", (machine, tensor, [index]) => tensorOf(inTorchWords(machine, () => readIndex(machine, tensor.tracedNode(machine), index!, INDEX_WORDS, promotionOf(machine))))),
  method("__setitem__", (machine, tensor, [index, value]) => {
    inTorchWords(machine, () => assignIndex(machine, tensor, index!, value!));
    return null;
  }),
  method("__len__", (machine, tensor) => {
    if (!tensor.shape.length) throw machine.raise("TypeError", "len() of a 0-d tensor");
    return tensor.shape[0]!;
  }),
  method("__iter__", (machine, tensor) => {
    if (!tensor.shape.length) throw machine.raise("TypeError", "iteration over a 0-d tensor");
    return machine.call(machine.getAttribute(new PyTuple(Array.from({ length: tensor.shape[0]! }, (_, i) => tensorOf(readIndex(machine, tensor.tracedNode(machine), i, INDEX_WORDS, promotionOf(machine))))), "__iter__"), []);
  }),
  method("__bool__", (machine, tensor) => {
    const count = size(tensor.handle.array());
    if (count !== 1) throw machine.raise("RuntimeError", count === 0 ? "Boolean value of Tensor with no values is ambiguous" : "Boolean value of Tensor with more than one value is ambiguous");
    return machine.truth(itemOf(machine, tensor, "bool"));
  }),
  method("__float__", (machine, tensor) => {
    const value = itemOf(machine, tensor, "float");
    return value instanceof PyFloat ? value : new PyFloat(numberOf(value as number | boolean)); // an item is a number
  }),
  method("__int__", (machine, tensor) => {
    const value = itemOf(machine, tensor, "int");
    return isNumber(value) ? Math.trunc(numberOf(value)) : 0;
  }),
  method("__index__", (machine, tensor) => {
    if (isFloating(tensor.dtype)) throw machine.raise("TypeError", "only integer tensors of a single element can be converted to an index");
    return Number(itemOf(machine, tensor, "index"));
  }),
  method("__contains__", (machine, tensor, [value]) => {
    const node = nodeOf(machine, value!);
    return node !== null && machine.truth(tensorOf(run(machine, "any", [run(machine, "eq", [tensor.tracedNode(machine), node])])));
  }),
  method("__hash__", (_, tensor) => tensor.handle.history()[0]!.id),
  method("__repr__", (machine, tensor) => textOf(machine, tensor)),
  method("__str__", (machine, tensor) => textOf(machine, tensor)),
  method("__format__", (machine, tensor, [spec]) => {
    if (tensor.shape.length) return textOf(machine, tensor);
    const value = itemOf(machine, tensor);
    return machine.str(machine.call(machine.getAttribute("{:" + machine.str(spec!) + "}", "format"), [value]));
  }),
  method("__deepcopy__", (machine, tensor) => {
    const made = new TorchTensor(new Handle(machine.trace.leaf(copy(tensor.handle.array()), { kind: "computed" })), tensor.type);
    if (requiresGrad(machine, tensor)) makeLeaf(machine, made, true);
    return made;
  }),
];

function sizeAt(machine: Machine, tensor: TorchTensor, axis: number): number {
  const found = tensor.shape.at(axis);
  if (found !== undefined) return found;
  const bound = Math.max(tensor.shape.length, 1);
  throw machine.raise("IndexError", `Dimension out of range (expected to be in range of [${-bound}, ${bound - 1}], but got ${axis})`);
}

/** Fills the type: operators, methods of cards, in-place forms, and the members above. */
export function installTensor(): void {
  installOperators();
  for (const name of SPELLINGS.keys()) {
    if (!name.startsWith("torch.Tensor.")) continue;
    const short = name.slice("torch.Tensor.".length);
    const member = spelledFunction(name);
    if (member && !tensorType.dict.has(short)) tensorType.dict.set(short, member);
  }
  define(tensorType, [...ATTRIBUTES, ...METHODS]);
  // What no table has: the in-place form of a method, or an honest "not yet".
  tensorType.dict.set("__getattr__", new PyBuiltin("__getattr__", (machine, [value, name]) => {
    const key = machine.str(name!);
    const own = self(value!).dict.get(key);
    if (own !== undefined) return own;
    const plain = key.endsWith("_") && !key.endsWith("__") ? tensorType.lookup(key.slice(0, -1)) : undefined;
    if (plain instanceof PyBuiltin) return inPlaceForm(key, self(value!), plain);
    if (REAL_METHODS.has(key)) throw new Unsupported("unsupported-call", say.unsupportedName(`torch.Tensor.${key}`));
    throw machine.raise("AttributeError", `'Tensor' object has no attribute '${key}'`);
  }));
}

/** Methods PyTorch has and this engine does not yet. */
const REAL_METHODS = new Set(["lu", "eig", "fft", "stft", "to_sparse", "coalesce", "cholesky_solve", "geqrf", "ormqr", "lstsq", "histc", "bincount", "unique_consecutive", "svd", "symeig", "pinverse"]);

const inPlaceForm = (name: string, tensor: TorchTensor, plain: PyBuiltin): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords) => {
    const result = plain.call(machine, [tensor, ...args], keywords);
    if (!isTensor(result)) throw new Unsupported("unsupported-call", say.unsupportedName(`torch.Tensor.${name}`));
    return writeInPlace(machine, tensor, result.tracedNode(machine));
  }, "static");
