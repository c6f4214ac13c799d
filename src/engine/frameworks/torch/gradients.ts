/** What a tensor says about gradients: requires_grad, grad, backward(), detach(), hooks. */
import type { Machine } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import { PyBuiltin, PyGetter, type Value } from "../../python/object.js";
import { PICK } from "../../ops/pick.js";
import { copy } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sameShape } from "../../tensor/shape.js";
import { backward, watchers } from "./autograd.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError, typeError } from "./errors.js";
import { isTracked } from "./func/levels.js";
import { gradFnOf } from "./autograd/grad-fn.js";
import { listed } from "./autograd/hooks.js";
import { overwrite } from "./in-place.js";
import { torchState } from "./state.js";
import { asTensor, isTensor, renewed, Tensor } from "./tensor.js";

export function setRequiresGrad(machine: Machine, tensor: Tensor, wanted: boolean): void {
  if (wanted) {
    if (!isFloating(tensor.dtype)) throw runtimeError(machine, "only Tensors of floating point dtype can require gradients");
    if (tensor.isLeaf(machine)) tensor.becomeLeaf(machine);
  } else if (tensor.leaf) tensor.dropLeaf(machine);
  else if (tensor.requiresGrad(machine)) throw runtimeError(machine, "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
}

/** What C++ calls them. */
const C_NAMES: Readonly<Record<string, string>> = { float32: "float", float64: "double", int64: "long", int32: "int", float16: "c10::Half", bfloat16: "c10::BFloat16", bool: "bool" };

function setGradient(machine: Machine, tensor: Tensor, value: Value): void {
  if (value === null) {
    tensor.gradient = null;
    return;
  }
  if (!isTensor(value)) throw typeError(machine, `assigned grad expected to be a Tensor or None but got grad of type ${machine.typeOf(value).name}`);
  if (!sameShape(value.shape, tensor.shape)) throw runtimeError(machine, `attempting to assign a gradient of size '[${value.shape.join(", ")}]' to a tensor of size '[${tensor.shape.join(", ")}]'. Please ensure that the gradient and the tensor are the same size`);
  if (value.dtype !== tensor.dtype) throw runtimeError(machine, `attempting to assign a gradient with dtype '${C_NAMES[value.dtype] ?? value.dtype}' to a tensor with grad_dtype '${SCALAR_TYPES[tensor.dtype]}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume they match.`);
  tensor.gradient = value;
}

function setData(machine: Machine, tensor: Tensor, value: Value): void {
  if (!isTensor(value)) throw typeError(machine, `Variable data has to be a tensor, but got ${machine.typeOf(value).name}`);
  const node = value.node(machine);
  // The tensor takes over the other one's storage; neither its history nor its leafhood.
  tensor.replace(machine, renewed(machine, node, "data"));
}

function detachInPlace(machine: Machine, tensor: Tensor): void {
  if (tensor.leaf) {
    tensor.dropLeaf(machine);
    return;
  }
  if (tensor.requiresGrad(machine)) tensor.replace(machine, machine.trace.cut(tensor.node(machine), "detach"));
}

/** `copy.deepcopy(x)`: other memory, no history; a leaf stays one. */
function deepCopied(machine: Machine, tensor: Tensor): Tensor {
  if (!tensor.isLeaf(machine)) throw runtimeError(machine, "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001");
  const { origin } = tensor.node(machine);
  const copied = new Tensor(machine.trace.leaf(copy(tensor.array()), origin.kind === "cut" ? { kind: "computed" } : origin), tensor.type);
  if (tensor.leaf) copied.becomeLeaf(machine);
  if (tensor.gradient) copied.gradient = deepCopied(machine, tensor.gradient);
  return copied;
}

function addHook(machine: Machine, tensor: Tensor, hook: Value, list: Value[]): Value {
  if (!tensor.requiresGrad(machine)) throw runtimeError(machine, "cannot register a hook on a tensor that doesn't require gradient");
  if (!tensor.leaf) watchers.set(tensor.node(machine), tensor);
  return listed(list, hook);
}

export const GRADIENT_MEMBERS: readonly (PyBuiltin | PyGetter)[] = [
  new PyGetter("requires_grad", (machine, self) => asTensor(self).requiresGrad(machine) || isTracked(machine, asTensor(self).node(machine)), (machine, self, value) => setRequiresGrad(machine, asTensor(self), machine.truth(value))),
  native("requires_grad_(self, requires_grad=True)", (machine, a) => {
    setRequiresGrad(machine, asTensor(a.self), machine.truth(a.requires_grad!));
    return a.self!;
  }),
  new PyGetter("grad", (machine, self) => {
    const tensor = asTensor(self);
    if (!tensor.gradient && !tensor.isLeaf(machine) && !tensor.retains) {
      machine.warn("UserWarning", "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.");
    }
    return tensor.gradient;
  }, (machine, self, value) => setGradient(machine, asTensor(self), value)),
  new PyGetter("grad_fn", (machine, self) => {
    const tensor = asTensor(self);
    const node = tensor.node(machine);
    return tensor.leaf || !node.requiresGrad ? null : gradFnOf(node);
  }),
  new PyGetter("is_leaf", (machine, self) => asTensor(self).isLeaf(machine)),
  native("retain_grad(self)", (machine, a) => {
    const tensor = asTensor(a.self);
    if (!tensor.requiresGrad(machine)) throw runtimeError(machine, "can't retain_grad on Tensor that has requires_grad=False");
    if (tensor.leaf) return null;
    tensor.retains = true;
    watchers.set(tensor.node(machine), tensor);
    return null;
  }),
  new PyGetter("retains_grad", (_, self) => asTensor(self).retains),
  new PyGetter("data", (machine, self) => asTensor(self).detached(machine, "data"), (machine, self, value) => setData(machine, asTensor(self), value)),
  native("detach(self)", (machine, a) => asTensor(a.self).detached(machine, "detach")),
  native("detach_(self)", (machine, a) => {
    detachInPlace(machine, asTensor(a.self));
    return a.self!;
  }),
  native("backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None)", (machine, a) => {
    const gradient = typeof a.gradient === "number" || typeof a.gradient === "boolean" ? a.gradient : a.gradient!;
    const inputs = a.inputs === null ? null : isTensor(a.inputs) ? [a.inputs] : [...machine.iterate(a.inputs!)].filter(isTensor);
    backward(machine, [asTensor(a.self)], [gradient], a.retain_graph!, machine.truth(a.create_graph!), inputs);
    return null;
  }),
  native("register_hook(self, hook)", (machine, a) => addHook(machine, asTensor(a.self), a.hook!, asTensor(a.self).hooks)),
  native("register_post_accumulate_grad_hook(self, hook)", (machine, a) => {
    const tensor = asTensor(a.self);
    if (tensor.requiresGrad(machine) && !tensor.leaf) throw runtimeError(machine, "post accumulate grad hooks cannot be registered on non-leaf tensors");
    return addHook(machine, tensor, a.hook!, tensor.afterHooks);
  }),
  native("__deepcopy__(self, memo)", (machine, a) => deepCopied(machine, asTensor(a.self))),
  new PyGetter("_version", (_, self) => asTensor(self).version),
  new PyGetter("output_nr", (machine, self) => {
    const node = asTensor(self).node(machine);
    return node.card === PICK ? (node.attributes.index as number) : 0; // set by Trace.pick
  }),
  new PyGetter("_base", (_, self) => (asTensor(self).isView() ? new Tensor(asTensor(self).storage.latest) : null)),
  native("_is_view(self)", (_, a) => asTensor(a.self).isView()),
  new PyBuiltin("__delattr__", (machine, [self, name]) => {
    if (name !== "grad") throw machine.raise("AttributeError", `'${asTensor(self).type.name}' object has no attribute '${String(name)}'`);
    asTensor(self).gradient = null;
    return null;
  }),
  native("is_inference(self)", (machine, a) => {
    const { origin } = asTensor(a.self).node(machine);
    return origin.kind === "cut" && origin.by === "inference_mode";
  }),
  native("share_memory_(self)", (_, a) => a.self!),
  native("data_ptr(self)", () => 0),
];

/** Clears gradients as optimizers and modules do. */
export function clearGradient(machine: Machine, tensor: Tensor, toNone: boolean): void {
  if (toNone || !tensor.gradient) {
    tensor.gradient = null;
    return;
  }
  const { gradient } = tensor;
  const { ops } = torchState(machine);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    overwrite(machine, gradient, ops.fill(gradient.node(machine), gradient.shape, 0));
  } finally {
    machine.trace.recording = recording;
  }
}

