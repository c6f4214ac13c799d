/** torch.Tensor and what belongs to it: dtype, Size, device, and how values become nodes. */
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyInstance, PyObject, PyTuple, PyType, TracedObject, tupleType, type Value } from "../../python/object.js";
import type { Dtype } from "../../tensor/dtype.js";
import { isFloating } from "../../tensor/dtype.js";
import { copy, wrap } from "../../tensor/array.js";
import { constantNode, type GradientOwner, Node } from "../../trace/node.js";
import { Handle } from "../../trace/handle.js";
import { torchPromotion } from "../../trace/promotion.js";
import { unrecorded } from "../../trace/trace.js";
import { isNumber } from "../arguments.js";
import { TorchGenerator } from "../../tensor/random/torch-generator.js";

export const tensorType = new PyType("Tensor", [objectType], "torch");
export const parameterType = new PyType("Parameter", [tensorType], "torch.nn.parameter");

/** What a run of torch keeps. */
export interface TorchState {
  defaultFloat: Dtype;
  readonly generator: TorchGenerator;
  /** Whether the program has set a seed. */
  seeded: boolean;
}

export const stateOf = (machine: Machine): TorchState =>
  machine.state("torch", () => ({ defaultFloat: "float32", generator: new TorchGenerator(), seeded: false }));

export const promotionOf = (machine: Machine): ReturnType<typeof torchPromotion> => torchPromotion(() => stateOf(machine).defaultFloat);

export class TorchTensor extends TracedObject implements GradientOwner {
  grad: TorchTensor | null = null;
  /** retain_grad() was called on a value that is not a leaf. */
  retains = false;
  /** Attributes the program puts on the tensor. */
  readonly dict = new Map<string, Value>();

  constructor(readonly handle: Handle, public type: PyType = tensorType) { super(); }

  tracedNode(machine: Machine): Node { return this.handle.node(machine.trace); }
  history(): readonly Node[] { return this.handle.history(); }
  frameworkGradient(): Node | null { return this.grad ? this.grad.handle.history()[0]! : null; }

  get dtype(): Dtype { return this.handle.dtype; }
  get shape(): readonly number[] { return this.handle.shape; }

  accumulate(adjoint: Node): void {
    if (!this.grad) {
      // A gradient never shares its buffer with anything else.
      const { shape, dtype, buffer } = copy(adjoint.value);
      this.grad = adjoint.card ? new TorchTensor(new Handle(adjoint)) : new TorchTensor(new Handle(constantNode(wrap(dtype, shape, buffer), false)));
    } else {
      const before = this.grad.handle.history()[0]!;
      const sum = adjoint.card && this.addRecorded ? this.addRecorded(before, adjoint) : unrecorded.add(before, adjoint);
      this.grad.handle.follow(sum);
    }
  }

  /** Adds on the tape while backward(create_graph=True) runs. */
  addRecorded: ((a: Node, b: Node) => Node) | null = null;
}

export const isTensor = (value: Value): value is TorchTensor => value instanceof TorchTensor;

export const tensorOf = (node: Node): TorchTensor => new TorchTensor(new Handle(node));

/** Tensors as they are, Python numbers as weak nodes; null: neither. */
export function nodeOf(machine: Machine, value: Value): Node | null {
  if (value instanceof TracedObject) return value.tracedNode(machine);
  if (!isNumber(value)) return null;
  if (typeof value === "boolean") return new Node(-1, null, [], {}, [wrap("bool", [], new Uint8Array([value ? 1 : 0]))], { kind: "literal" }, null, null, true);
  if (typeof value === "number" || typeof value === "bigint") return new Node(-1, null, [], {}, [wrap("int64", [], new Float64Array([Number(value)]))], { kind: "literal" }, null, null, true);
  const node = machine.nodeOf(value);
  // A followed int is an int to PyTorch.
  return node && machine.typeOf(value).name === "int" ? intNode(machine, node) : node;
}

const intNode = (machine: Machine, node: Node): Node => (isFloating(node.value.dtype) ? machine.trace.leaf(copy(node.value, "int64"), node.origin, true) : node);

/** Marks a leaf: gradients that reach its node are kept by the tensor. */
export function makeLeaf(machine: Machine, tensor: TorchTensor, requires: boolean): void {
  const node = tensor.tracedNode(machine);
  node.requiresGrad = requires;
  node.owner = requires ? tensor : null;
}

/** A leaf made by the user: no operation that carries a gradient made it. */
export function isLeaf(machine: Machine, tensor: TorchTensor): boolean {
  const node = tensor.tracedNode(machine);
  return !node.requiresGrad || (node.owner === tensor && !tensor.retains);
}

export const requiresGrad = (machine: Machine, tensor: TorchTensor): boolean => tensor.tracedNode(machine).requiresGrad;

/** `torch.float32` and its like. */
export class TorchDtype extends PyObject {
  constructor(readonly dtype: Dtype) { super(); }
  get type(): PyType { return dtypeType; }
}
const dtypeType = new PyType("dtype", [objectType], "torch");
dtypeType.dict.set("__repr__", new PyBuiltin("__repr__", (_, [self]) => `torch.${(self as TorchDtype).dtype}`)); // bound to the type
for (const [name, test] of [["is_floating_point", isFloating]] as const) dtypeType.dict.set(name, new PyBuiltin(name, (_, [self]) => test((self as TorchDtype).dtype))); // bound to the type

const DTYPE_NAMES = {
  float32: "float32", float: "float32", float64: "float64", double: "float64", float16: "float16", half: "float16", bfloat16: "bfloat16",
  int64: "int64", long: "int64", int32: "int32", int: "int32", int16: "int16", short: "int16", int8: "int8", uint8: "uint8", bool: "bool",
} as const satisfies Readonly<Record<string, Dtype>>;

const dtypeObjects = new Map<Dtype, TorchDtype>(Object.values(DTYPE_NAMES).map((dtype) => [dtype, new TorchDtype(dtype)]));

/** By every name torch has for it: float32 and float are the same object. */
export const DTYPES: ReadonlyMap<string, TorchDtype> = new Map(Object.entries(DTYPE_NAMES).map(([name, dtype]) => [name, dtypeObjects.get(dtype)!]));

export const torchDtype = (dtype: Dtype): TorchDtype => dtypeObjects.get(dtype)!;

/** `dtype=` in any of its forms: torch.float32, float, int, bool; null: not a dtype. */
export function dtypeArgument(value: Value): Dtype | null {
  if (value instanceof TorchDtype) return value.dtype;
  if (value instanceof PyType) return value.name === "float" ? "float64" : value.name === "int" ? "int64" : value.name === "bool" ? "bool" : null;
  return null;
}

/** torch.Size is a tuple with another repr. */
export const sizeType = new PyType("Size", [tupleType], "torch");
sizeType.dict.set("__repr__", new PyBuiltin("__repr__", (_, [self]) => `torch.Size([${(self as PyTuple).items.map(String).join(", ")}])`)); // bound to the type
sizeType.dict.set("__str__", sizeType.dict.get("__repr__")!);
sizeType.dict.set("numel", new PyBuiltin("numel", (_, [self]) => (self as PyTuple).items.reduce((product: number, n) => product * Number(n), 1))); // bound to the type
sizeType.construct = (machine, args) => new PyTuple(args.length ? [...machine.iterate(args[0]!)] : [], sizeType);
export const sizeOfShape = (shape: readonly number[]): PyTuple => new PyTuple([...shape], sizeType);

/** Everything runs on the CPU. */
export const deviceType = new PyType("device", [objectType], "torch");
deviceType.dict.set("__repr__", new PyBuiltin("__repr__", () => "device(type='cpu')"));
deviceType.dict.set("__str__", new PyBuiltin("__str__", () => "cpu"));
deviceType.dict.set("__eq__", new PyBuiltin("__eq__", (_, [, other]) => other instanceof PyInstance && other.type === deviceType));
export const cpuDevice = new PyInstance(deviceType);
cpuDevice.dict.set("type", "cpu");
cpuDevice.dict.set("index", null);
deviceType.construct = () => cpuDevice;
