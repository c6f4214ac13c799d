/** `torch.autograd.functional`: Jacobians and products with them, over copies of the inputs that require a gradient. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { sameShape } from "../../../tensor/shape.js";
import { size } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { runtimeError, typeError } from "../errors.js";
import { dependents, within } from "../func/levels.js";
import { onesOf, pullback, pushforward, recordingAs } from "../func/differentiate.js";
import { byColumns, byRows } from "../func/rows.js";
import { tangentOr0 } from "../func/tangent.js";
import { classText } from "../func/tree.js";
import { setRequiresGrad } from "../gradients.js";
import { isTensor, Tensor } from "../tensor.js";

interface Given {
  readonly tensors: readonly Tensor[];
  /** Whether they came as a tuple, and go as one. */
  readonly tuple: boolean;
}

function asTuple(machine: Machine, value: Value, what: string, who: string): Given {
  const bad = (of: Value, where: string): Error => typeError(machine, `The ${what} given to ${who} must be either a Tensor or a tuple of Tensors but the ${where} has type ${classText(machine, of)}.`);
  if (isTensor(value)) return { tensors: [value], tuple: false };
  if (!(value instanceof PyTuple)) throw bad(value, `given ${what}`);
  return { tensors: value.items.map((one, i) => {
    if (!isTensor(one)) throw bad(one, `value at index ${i}`);
    return one;
  }), tuple: true };
}

const packed = (values: readonly Value[], tuple: boolean): Value => (tuple ? new PyTuple(values) : (values[0] ?? null));

/** A function that has run on leaves of its own. */
interface Run {
  readonly given: Given;
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly outputTuple: boolean;
}

function run(machine: Machine, callee: Value, inputs: Value, who: string, createGraph: boolean, strict: boolean): Run {
  const given = asTuple(machine, inputs, "inputs", who);
  return recordingAs(machine, true, () => {
    const leaves = given.tensors.map((tensor) => {
      const node = tensor.node(machine);
      if (createGraph && tensor.requiresGrad(machine)) return new Tensor(machine.trace.apply("reshape", [node], { shape: [...node.value.shape] }));
      const leaf = tensor.detached(machine, who);
      setRequiresGrad(machine, leaf, true);
      return leaf;
    });
    const nodes = leaves.map((leaf) => leaf.node(machine));
    const result = within(machine, { kind: "jvp", inputs: new Set(nodes) }, () => machine.call(callee, leaves));
    const { tensors, tuple } = asTuple(machine, result, "outputs of the user-provided function", who);
    const outputs = tensors.map((one) => one.node(machine));
    const at = strict ? outputs.findIndex((node) => !node.requiresGrad) : -1;
    if (at >= 0) throw runtimeError(machine, `Output ${at} of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner from the input when running in strict mode.`);
    return { given, inputs: nodes, outputs, outputTuple: tuple };
  });
}

function validated(machine: Machine, v: Value, others: readonly Node[], tuple: boolean, who: string): Node[] {
  const { tensors } = asTuple(machine, v, "v", who);
  if (tensors.length !== others.length) throw runtimeError(machine, tuple ? `v is a tuple of invalid length: should be ${others.length} but got ${tensors.length}.` : "The given v should contain a single Tensor.");
  return tensors.map((tensor, i) => {
    const { shape } = others[i]!.value;
    if (!sameShape(tensor.shape, shape)) throw runtimeError(machine, `${tuple ? `Entry ${i} in ` : ""}v has invalid size: should be torch.Size([${shape.join(", ")}]) but got torch.Size([${tensor.shape.join(", ")}]).`);
    return tensor.node(machine);
  });
}

/** Without history unless the caller wants to differentiate on. */
const released = (machine: Machine, node: Node, createGraph: boolean): Tensor => new Tensor(createGraph ? node : machine.trace.cut(node, "detach"));

function refuseIndependent(machine: Machine, { inputs, outputs }: Run, strict: boolean, text: (input: number, output: number) => string): void {
  if (!strict) return;
  outputs.forEach((output, o) => inputs.forEach((input, i) => { if (!dependents([output], new Set([input])).has(output)) throw runtimeError(machine, text(i, o)); }));
}

const vector = (machine: Machine, v: Value, others: readonly Node[], tuple: boolean, who: string, text: string): Node[] => {
  if (v !== null) return validated(machine, v, others, tuple, who);
  if (others.length !== 1 || size(others[0]!.value) !== 1) throw runtimeError(machine, text);
  return [onesOf(others[0]!)];
};

const vjp = native("vjp(func, inputs, v=None, create_graph=False, strict=False)", (machine, a) => {
  const [createGraph, strict] = [machine.truth(a.create_graph!), machine.truth(a.strict!)];
  const ran = run(machine, a.func!, a.inputs!, "vjp", createGraph, strict);
  const v = vector(machine, a.v!, ran.outputs, ran.outputTuple, "vjp", "The vector v can only be None if the user-provided function returns a single Tensor with a single element.");
  refuseIndependent(machine, ran, strict, (i) => `The output of the user-provided function is independent of input ${i}. This is not allowed in strict mode.`);
  const adjoints = recordingAs(machine, createGraph, () => pullback(machine, ran.inputs, ran.outputs)(v));
  return new PyTuple([packed(ran.outputs.map((node) => released(machine, node, createGraph)), ran.outputTuple), packed(adjoints.map((node) => released(machine, node, createGraph)), ran.given.tuple)]);
});

const NO_VECTOR = "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.";

const jvp = native("jvp(func, inputs, v=None, create_graph=False, strict=False)", (machine, a) => {
  const [createGraph, strict] = [machine.truth(a.create_graph!), machine.truth(a.strict!)];
  const given = asTuple(machine, a.inputs!, "inputs", "jvp");
  const v = vector(machine, a.v!, given.tensors.map((one) => one.node(machine)), given.tuple, "jvp", NO_VECTOR);
  const ran = run(machine, a.func!, a.inputs!, "jvp", createGraph, strict);
  refuseIndependent(machine, ran, strict, (i) => `The output of the user-provided function is independent of input ${i}. This is not allowed in strict mode.`);
  const tangents = pushforward(machine, ran.inputs, ran.outputs)(v).map((node, i) => tangentOr0(node, ran.outputs[i]!));
  return new PyTuple([packed(ran.outputs.map((node) => released(machine, node, createGraph)), ran.outputTuple), packed(tangents.map((node) => released(machine, node, createGraph)), ran.outputTuple)]);
});

/** Blocks of the Jacobian: the outer index is the output's, the inner the input's. */
function jacobianOf(machine: Machine, callee: Value, inputs: Value, createGraph: boolean, strict: boolean, forward: boolean): Value {
  const ran = run(machine, callee, inputs, "jacobian", createGraph, strict);
  refuseIndependent(machine, ran, strict, (i, o) => `Output ${o} of the user-provided function is independent of input ${i}. This is not allowed in strict mode.`);
  const blocks = recordingAs(machine, createGraph, () => (forward ? byColumns : byRows)(machine, ran.inputs, ran.outputs));
  return packed(blocks.map((row) => packed(row.map((node) => released(machine, node, createGraph)), ran.given.tuple)), ran.outputTuple);
}

const isForward = (machine: Machine, strategy: Value): boolean => {
  const name = String(strategy);
  if (name === "forward-mode" || name === "reverse-mode") return name === "forward-mode";
  throw machine.raise("AssertionError", 'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".');
};

const jacobian = native("jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy='reverse-mode')", (machine, a) =>
  jacobianOf(machine, a.func!, a.inputs!, machine.truth(a.create_graph!), machine.truth(a.strict!), isForward(machine, a.strategy!)));

/** The function itself, where it gives a single number. */
const scalarOnly = (callee: Value, who: string): PyBuiltin => new PyBuiltin("function", (machine, args) => {
  const result = machine.call(callee, args);
  const { tensors, tuple } = asTuple(machine, result, "outputs of the user-provided function", who);
  if (tuple) throw runtimeError(machine, `The function given to ${who} should return a single Tensor`);
  if (size(tensors[0]!.array()) !== 1) throw runtimeError(machine, `The Tensor returned by the function given to ${who} should contain a single element`);
  return machine.call(machine.getAttribute(tensors[0]!, "squeeze"), []);
});

const hessian = native("hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy='reverse-mode')", (machine, a) => {
  const inner = scalarOnly(a.func!, "hessian");
  const gradient = new PyBuiltin("jac_func", (own, args) => jacobianOf(own, inner, args.length === 1 && isTensor(a.inputs!) ? args[0]! : new PyTuple(args), true, machine.truth(a.strict!), false));
  return jacobianOf(machine, gradient, a.inputs!, machine.truth(a.create_graph!), machine.truth(a.strict!), isForward(machine, a.outer_jacobian_strategy!));
});

/** H·v by the tangent of the gradient, or vᵀ·H by one more walk back. */
function hessianProduct(name: "hvp" | "vhp"): PyBuiltin {
  return native(`${name}(func, inputs, v=None, create_graph=False, strict=False)`, (machine, a) => {
    const createGraph = machine.truth(a.create_graph!);
    const given = asTuple(machine, a.inputs!, "inputs", name);
    const v = vector(machine, a.v!, given.tensors.map((one) => one.node(machine)), given.tuple, name, NO_VECTOR);
    const ran = run(machine, scalarOnly(a.func!, name), a.inputs!, name, createGraph, machine.truth(a.strict!));
    const products = recordingAs(machine, true, () => {
      const gradients = pullback(machine, ran.inputs, ran.outputs)([onesOf(ran.outputs[0]!)]);
      return name === "vhp" ? pullback(machine, ran.inputs, gradients)(v) : pushforward(machine, ran.inputs, gradients)(v).map((node, i) => tangentOr0(node, ran.inputs[i]!));
    });
    return new PyTuple([released(machine, ran.outputs[0]!, createGraph), packed(products.map((node) => released(machine, node, createGraph)), given.tuple)]);
  });
}

export const FUNCTIONAL_MEMBERS: readonly [string, Value][] = [vjp, jvp, jacobian, hessian, hessianProduct("hvp"), hessianProduct("vhp")].map((one) => [one.name, one]);
