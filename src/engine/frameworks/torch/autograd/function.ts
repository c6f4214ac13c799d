/** `torch.autograd.Function`: the user's own forward and backward become a card of their own, one an application. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { objectType, PyBuiltin, type PyInstance, PyRaise, PyTuple, PyType, type Value } from "../../../python/object.js";
import { type Card, defineStructural, type RuleContext, type TangentContext } from "../../../ops/define.js";
import type { NDArray } from "../../../tensor/array.js";
import { broadcastShapes, sameShape } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { runtimeError } from "../errors.js";
import { contextOf, type FunctionContext, newContext } from "./function-context.js";
import { isTracked } from "../func/levels.js";
import { nameGradient } from "../grad-names.js";
import { checkWritable, overwrite } from "../in-place.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";
import { frameworkMessages as say } from "../../messages.js";

export const functionType = new PyType("Function", [objectType], "torch.autograd.function");

const outputsOf = (value: Value): readonly Value[] => (value instanceof PyTuple ? value.items : [value]);

function quietly<T>(machine: Machine, recording: boolean, work: () => T): T {
  const before = machine.trace.recording;
  machine.trace.recording = recording;
  try {
    return work();
  } finally {
    machine.trace.recording = before;
  }
}

/** One application of a Function. */
interface Application {
  readonly type: PyType;
  readonly args: readonly Value[];
  /** Where among the arguments the tensors are. */
  readonly places: readonly number[];
  readonly context: PyInstance;
}

function applied(machine: Machine, type: PyType, args: readonly Value[]): Value {
  const tensors = args.filter(isTensor);
  const inputs = tensors.map((one) => one.node(machine));
  const application: Application = { type, args, places: args.flatMap((one, i) => (isTensor(one) ? [i] : [])), context: newContext() };
  const { context } = application;
  context.dict.set("needs_input_grad", new PyTuple(args.map((one) => isTensor(one) && (one.requiresGrad(machine) || isTracked(machine, one.node(machine))))));
  const result = quietly(machine, false, () => runForward(machine, application, context, args));
  const values = outputsOf(result);
  const own = contextOf(context);
  for (const one of own.dirty) if (isTensor(one)) checkWritable(machine, one);
  const initial = values.filter(isTensor).map((one) => one.array());
  if (!initial.length) return result;
  const node = machine.trace.run(cardOf(machine, application, initial), inputs, {}, torchState(machine).promotion);
  const picked = node.values.length === 1 ? [node] : node.values.map((_, i) => machine.trace.pick(node, i));
  let at = 0;
  const results = values.map((one): Value => {
    if (!isTensor(one)) return one;
    const mine = nameGradient(picked[at++]!, `${type.name}Backward`);
    if (own.nonDifferentiable.includes(one)) return new Tensor(machine.trace.cut(mine, "mark_non_differentiable"));
    if (!own.dirty.includes(one)) return new Tensor(mine);
    if (one.array().buffer === mine.value.buffer) one.follow(mine);
    else overwrite(machine, one, mine);
    return one;
  });
  // What forward saved of its own outputs is, in backward, part of the graph.
  own.saved = own.saved.map((one) => results[values.indexOf(one)] ?? one);
  return result instanceof PyTuple ? new PyTuple(results) : results[0]!;
}

/** With other inputs: asked by those who check derivatives, and by a replay. */
function appliedAnew(machine: Machine, { type, args, places, context }: Application, arrays: readonly NDArray[]): { readonly values: readonly NDArray[]; readonly card: Card } {
  const given = args.map((one, i) => (isTensor(one) ? new Tensor(constantNode(arrays[places.indexOf(i)]!, false)) : one));
  const application: Application = { type, args: given, places, context: newContext() };
  application.context.dict.set("needs_input_grad", context.dict.get("needs_input_grad")!); // set where it was applied
  const values = outputsOf(quietly(machine, false, () => runForward(machine, application, application.context, given))).filter(isTensor).map((one) => one.array());
  return { values, card: cardOf(machine, application, values) };
}

function runForward(machine: Machine, { type }: Application, context: PyInstance, args: readonly Value[]): Value {
  const forward = machine.getAttribute(type, "forward");
  if (type.lookup("setup_context") === undefined) return machine.call(forward, [context, ...args]);
  const output = machine.call(forward, args);
  machine.call(machine.getAttribute(type, "setup_context"), [context, new PyTuple(args), output]);
  return output;
}

/** The user's backward on these adjoints of the outputs, one result an argument. */
function runBackward(machine: Machine, { type, args, context }: Application, c: RuleContext): readonly Value[] {
  const own = contextOf(context);
  const grads = c.outs.map((out, i) => (c.gs[i] ? new Tensor(c.gs[i]) : own.materialize ? new Tensor(c.ops.zerosLike(out)) : null));
  const backward = type.lookup("backward") === undefined ? "vjp" : "backward";
  if (type.lookup(backward) === undefined) throw machine.raise("NotImplementedError", "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.");
  const given = outputsOf(quietly(machine, c.ops === machine.trace.recorded && machine.trace.recording, () => machine.call(machine.getAttribute(type, backward), [context, ...grads])));
  const surplus = given.slice(args.length);
  if (given.length < args.length || surplus.some((one) => one !== null)) throw runtimeError(machine, `function ${type.name}Backward returned an incorrect number of gradients (expected ${args.length}, got ${given.length})`);
  return given;
}

function inputAdjoint(machine: Machine, type: PyType, value: Value, place: number, input: Node): Node | null {
  if (!isTensor(value)) return null;
  const shape = input.value.shape;
  const common = broadcastShapes(value.shape, shape);
  if (!common || (!sameShape(common, value.shape) && !sameShape(common, shape))) {
    throw runtimeError(machine, `Function ${type.name}Backward returned an invalid gradient at index ${place} - got [${value.shape.join(", ")}] but expected shape compatible with [${shape.join(", ")}]`);
  }
  return torchState(machine).ops.expand(value.node(machine), common);
}

function runTangent(machine: Machine, { type, args, places, context }: Application, c: TangentContext): readonly Value[] {
  const own: FunctionContext = contextOf(context);
  if (type.lookup("jvp") === undefined) throw machine.raise("NotImplementedError", "You must implement the jvp function for custom autograd.Function to use it with forward mode AD.");
  const tangents = args.map((_, i) => {
    const tangent = c.tangentList[places.indexOf(i)];
    return tangent ? new Tensor(tangent) : null;
  });
  const saved = own.saved;
  if (own.savedForward.length) own.saved = own.savedForward;
  try {
    return outputsOf(machine.call(machine.getAttribute(type, "jvp"), [context, ...tangents]));
  } finally {
    own.saved = saved;
  }
}

/** `results`: what this application gave. */
function cardOf(machine: Machine, application: Application, results: readonly NDArray[]): Card {
  const { type, places } = application;
  let pending: readonly NDArray[] | null = results;
  let seen: { readonly of: readonly (Node | null)[]; readonly adjoints: readonly Value[] } | null = null;
  const adjoints = (c: RuleContext): readonly Value[] => {
    if (seen && seen.of.length === c.gs.length && seen.of.every((one, i) => one === c.gs[i])) return seen.adjoints;
    seen = { of: c.gs, adjoints: runBackward(machine, application, c) };
    return seen.adjoints;
  };
  const many = results.length > 1;
  const tangent = (c: TangentContext, k: number): Node => {
    const value = runTangent(machine, application, c)[k];
    return isTensor(value) ? value.node(machine) : c.ops.zerosLike(c.outs[k]!);
  };
  return defineStructural({
    name: type.name,
    inputs: ["tensors..."],
    dtype: "first",
    sentence: say.ownBackward,
    spellings: [],
    samples: () => [],
    ...(many ? { outputs: results.map((_, i) => `y${i}`) } : {}),
    shape: () => (many ? results.map((one) => one.shape) : results[0]!.shape),
    forward: (arrays) => {
      const values = pending ?? appliedAnew(machine, application, arrays).values;
      pending = null;
      return many ? values : values[0]!;
    },
    anew: (arrays) => appliedAnew(machine, application, arrays),
    vjp: {},
    vjpEach: (c, i) => {
      try {
        return inputAdjoint(machine, type, adjoints(c)[places[i]!]!, places[i]!, c.list[i]!);
      } catch (error) {
        // In the lens's own walks nobody could catch it: there the gradient stops.
        if (torchState(machine).walking || !(error instanceof PyRaise)) throw error;
        return null;
      }
    },
    jvp: (c) => tangent(c, 0),
    jvpEach: tangent,
    formula: { value: { text: `${type.name}({tensors})`, latex: `\\operatorname{${type.name.replace(/_/g, "\\_")}}({tensors})` }, derivatives: { "tensors...": { text: "the program's own backward", latex: "\\text{backward}({gy})" } } },
  });
}

functionType.dict.set("apply", new PyBuiltin("apply", (machine, [type, ...args]) => applied(machine, type as PyType, args), "class")); // bound to the class

/** The result of such a backward is differentiated no further. */
export const onceDifferentiable = native("once_differentiable(fn)", (_, a) => new PyBuiltin("wrapper", (machine, args, keywords) => quietly(machine, false, () => machine.call(a.fn!, args, keywords))));
