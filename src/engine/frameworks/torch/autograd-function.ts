/** `torch.autograd.Function`: the user's own forward and backward become a card of their own, one an application. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../python/object.js";
import { type Card, defineStructural, type RuleContext } from "../../ops/define.js";
import type { NDArray } from "../../tensor/array.js";
import { constantNode, type Node } from "../../trace/node.js";
import { runtimeError, unsupported } from "./errors.js";
import { nameGradient } from "./grad-names.js";
import { torchState } from "./state.js";
import { isTensor, Tensor } from "./tensor.js";

const contextType = define(new PyType("FunctionCtx", [objectType], "torch.autograd.function"), [
  native("save_for_backward(self, *tensors)", (_, a, bound) => {
    context(a.self).dict.set("_saved", new PyTuple(bound.rest));
    return null;
  }),
  new PyGetter("saved_tensors", (_, self) => context(self).dict.get("_saved") ?? new PyTuple([])),
  ...["mark_dirty", "mark_non_differentiable", "set_materialize_grads", "save_for_forward"].map((name) => native(`${name}(self, *rest)`, () => null)),
]);
const context = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of this type

export const functionType = new PyType("Function", [objectType], "torch.autograd.function");

const outputsOf = (value: Value): Value[] => (value instanceof PyTuple ? [...value.items] : [value]);

function quietly<T>(machine: Machine, recording: boolean, work: () => T): T {
  const before = machine.trace.recording;
  machine.trace.recording = recording;
  try {
    return work();
  } finally {
    machine.trace.recording = before;
  }
}

function applied(machine: Machine, type: PyType, args: readonly Value[]): Value {
  const tensors = args.filter(isTensor);
  const inputs = tensors.map((one) => one.node(machine));
  const places = args.flatMap((one, i) => (isTensor(one) ? [i] : []));
  const own = new PyInstance(contextType);
  own.dict.set("needs_input_grad", new PyTuple(args.map((one) => isTensor(one) && one.requiresGrad(machine))));
  let first: { readonly shape: PyTuple | null; readonly values: readonly Value[] } | null = null;
  const forward = (arrays: readonly NDArray[]): readonly NDArray[] => {
    const initial = first === null;
    const given = args.map((one, i) => (isTensor(one) ? (initial ? one : new Tensor(constantNode(arrays[places.indexOf(i)]!, false))) : one));
    const result = quietly(machine, false, () => runForward(machine, type, initial ? own : new PyInstance(contextType), given));
    const values = outputsOf(result);
    if (initial) first = { shape: result instanceof PyTuple ? result : null, values };
    return values.filter(isTensor).map((one) => one.array());
  };
  const initial = forward(inputs.map((node) => node.value));
  let pending: readonly NDArray[] | null = initial;
  const once = (arrays: readonly NDArray[]): readonly NDArray[] => {
    const ready = pending ?? forward(arrays);
    pending = null;
    return ready;
  };
  const card = cardOf(machine, type, own, places, initial, once);
  const node = machine.trace.run(card, inputs, {}, torchState(machine).promotion);
  const picked = node.values.length === 1 ? [node] : node.values.map((_, i) => machine.trace.pick(node, i));
  for (const one of picked) nameGradient(one, `${type.name}Backward`);
  let at = 0;
  const { shape, values } = first!; // set by the first forward
  const results = values.map((one): Value => (isTensor(one) ? new Tensor(picked[at++]!) : one));
  return shape ? new PyTuple(results) : results[0]!;
}

function runForward(machine: Machine, type: PyType, own: PyInstance, args: readonly Value[]): Value {
  const forward = machine.getAttribute(type, "forward");
  if (type.lookup("setup_context") === undefined) return machine.call(forward, [own, ...args]);
  const output = machine.call(forward, args);
  machine.call(machine.getAttribute(type, "setup_context"), [own, new PyTuple(args), output]);
  return output;
}

function cardOf(machine: Machine, type: PyType, own: PyInstance, places: readonly number[], results: readonly NDArray[], forward: (arrays: readonly NDArray[]) => readonly NDArray[]): Card {
  let seen: { readonly of: Node; readonly adjoints: readonly Value[] } | null = null;
  const adjoints = (c: RuleContext): readonly Value[] => {
    if (seen?.of === c.g) return seen.adjoints;
    const grads = c.outs.map((out, i) => new Tensor(c.gs[i] ?? c.ops.zerosLike(out)));
    const given = quietly(machine, c.ops === machine.trace.recorded, () => machine.call(machine.getAttribute(type, "backward"), [own, ...grads]));
    seen = { of: c.g, adjoints: outputsOf(given) };
    return seen.adjoints;
  };
  const many = results.length > 1;
  return defineStructural({
    name: type.name,
    inputs: ["tensors..."],
    dtype: "first",
    sentence: "A function with a backward rule of the program's own.",
    spellings: [],
    samples: () => [],
    ...(many ? { outputs: results.map((_, i) => `y${i}`) } : {}),
    shape: () => (many ? results.map((one) => one.shape) : results[0]!.shape),
    forward: (arrays) => {
      const values = forward(arrays);
      return many ? values : values[0]!;
    },
    vjp: {},
    vjpEach: (c, i) => {
      const list = adjoints(c);
      const place = places[i]!;
      if (list.length <= place) throw runtimeError(machine, `function ${type.name}Backward returned an incorrect number of gradients (expected ${places.at(-1)! + 1}, got ${list.length})`);
      const value = list[place];
      return isTensor(value) ? value.node(machine) : c.ops.zerosLike(c.list[i]!);
    },
    jvp: () => { throw unsupported(`forward mode through ${type.name}`); },
    formula: { value: { text: `${type.name}({tensors})`, latex: `\\operatorname{${type.name.replace(/_/g, "\\_")}}({tensors})` }, derivatives: { "tensors...": { text: "the program's own backward", latex: "\\text{backward}({gy})" } } },
  });
}

functionType.dict.set("apply", new PyBuiltin("apply", (machine, [type, ...args]) => applied(machine, type as PyType, args), "class")); // bound to the class
