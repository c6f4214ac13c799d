/** autograd.misc.optimizers: `optimizer(grad, x0, callback, num_iters, …)`, x0 any nesting of arrays. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import type { Node } from "../../trace/node.js";
import type { Operations } from "../../ops/operations.js";
import { floatArgument, intArgument } from "../arguments.js";
import { operationsOf } from "../numpy/call.js";
import { flattened } from "./flatten.js";

type Numbers = Readonly<Record<string, number>>;
/** One step: the new x from x, the gradient and the iteration; keeps its own averages between steps. */
type Step = (o: Operations, x: Node, g: Node, i: number) => Node;

function optimizer(signature: string, standard: Numbers, begin: (x: Node, o: Operations, numbers: Numbers) => Step): PyBuiltin {
  return native(signature, (machine, a) => {
    const numbers = Object.fromEntries(Object.entries(standard).map(([name, value]) => [name, a[name] === null ? value : floatArgument(machine, a[name]!, name)]));
    return iterate(machine, a, (x, o) => begin(x, o, numbers));
  });
}

function iterate(machine: Machine, a: Readonly<Record<string, Value>>, begin: (x: Node, o: Operations) => Step): Value {
  const o = operationsOf(machine);
  const { vector, restore } = flattened(machine, a.x0!);
  const step = begin(vector, o);
  let x = vector;
  const count = intArgument(machine, a.num_iters!, "num_iters");
  for (let i = 0; i < count; i++) {
    machine.step();
    const gradient = machine.call(a.grad!, [restore(x), i]);
    if (a.callback !== null) machine.call(a.callback!, [restore(x), i, gradient]);
    x = step(o, x, flattened(machine, gradient).vector, i);
  }
  return restore(x);
}

/** before·keep + now·(1 − keep) */
const moving = (o: Operations, before: Node, now: Node, keep: number): Node => o.add(o.scale(now, 1 - keep), o.scale(before, keep));

export const OPTIMIZERS: readonly PyBuiltin[] = [
  optimizer("adam(grad, x0, callback=None, num_iters=100, step_size=None, b1=None, b2=None, eps=None)", { step_size: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8 }, (x, start, { step_size, b1, b2, eps }) => {
    let [m, v] = [start.zerosLike(x), start.zerosLike(x)];
    return (o, now, g, i) => {
      m = moving(o, m, g, b1!);
      v = moving(o, v, o.mul(g, g), b2!);
      const [mean, variance] = [o.div(m, o.constant(1 - b1! ** (i + 1))), o.div(v, o.constant(1 - b2! ** (i + 1)))];
      return o.sub(now, o.div(o.scale(mean, step_size!), o.add(o.unary("sqrt", variance), o.constant(eps!))));
    };
  }),
  optimizer("sgd(grad, x0, callback=None, num_iters=200, step_size=None, mass=None)", { step_size: 0.1, mass: 0.9 }, (x, start, { step_size, mass }) => {
    let velocity = start.zerosLike(x);
    return (o, now, g) => {
      velocity = o.sub(o.scale(velocity, mass!), o.scale(g, 1 - mass!));
      return o.add(now, o.scale(velocity, step_size!));
    };
  }),
  optimizer("rmsprop(grad, x0, callback=None, num_iters=100, step_size=None, gamma=None, eps=None)", { step_size: 0.1, gamma: 0.9, eps: 1e-8 }, (x, start, { step_size, gamma, eps }) => {
    let average = start.onesLike(x);
    return (o, now, g) => {
      average = moving(o, average, o.mul(g, g), gamma!);
      return o.sub(now, o.div(o.scale(g, step_size!), o.add(o.unary("sqrt", average), o.constant(eps!))));
    };
  }),
];

