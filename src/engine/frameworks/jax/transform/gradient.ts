/** `jax.grad` and `jax.value_and_grad`. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { BACKWARD_TARGET, type BackwardCalls, newBackwardCalls, recordBackward } from "../../../trace/backward-target.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { arrayFrom, JaxArray } from "../array.js";
import { unflatten } from "../tree/structure.js";
import { checkPositions, chosen, isDifferentiable, lift, type Lifted, positions, replaced, runLifted, wrapped, zeroNode } from "./leaves.js";
import { running } from "./levels.js";
import { pullback } from "./pullback.js";

/** `what` needs floating arguments. */
export const needFloats = (machine: Machine, what: string) => (array: JaxArray): void => {
  if (isDifferentiable(array)) return;
  throw machine.raise("TypeError", `${what} requires real- or complex-valued inputs (input dtype that is a sub-dtype of np.inexact), but got ${array.dtype}. If you want to use Boolean- or integer-valued inputs, use vjp or set allow_int to True.`);
};

export const refuse = (machine: Machine, name: string, argument: string, value: Value | undefined): void => {
  if (machine.truth(value ?? false)) throw new Unsupported("unsupported-call", say.unsupportedArgument(name, argument));
};

/** The pair that a function with `has_aux` must return. */
export function auxiliaryPair(machine: Machine, output: Value): readonly [Value, Value] {
  if (output instanceof PyTuple && output.items.length === 2) return [output.items[0]!, output.items[1]!];
  throw machine.raise("TypeError", `expected function with aux output to return a two-element tuple, but got type ${machine.repr(machine.typeOf(output))} with value ${machine.repr(output)}`);
}

/** The scalar that is differentiated, or JAX's TypeError. */
function scalarOutput(machine: Machine, output: Value): JaxArray {
  const array = arrayFrom(machine, output);
  if (!array) throw machine.raise("TypeError", `Gradient only defined for scalar-output functions. Output was ${machine.repr(output)}.`);
  if (array.shape.length) throw machine.raise("TypeError", `Gradient only defined for scalar-output functions. Output had shape: ${shapeText(array.shape)}.`);
  if (!isFloating(array.dtype)) throw machine.raise("TypeError", `grad requires real-valued outputs (output dtype that is a sub-dtype of np.floating), but got ${array.dtype}. For differentiation of functions with integer outputs, use jax.vjp directly.`);
  return array;
}

/** Gradients of the lifted leaves as a tree like the arguments. */
export function gradientTree(machine: Machine, lifted: Lifted, adjoints: readonly (JaxArray["node"] | null)[]): Value {
  return unflatten(machine, lifted.structure, lifted.arrays.map((array, i) => new JaxArray(adjoints[i] ?? zeroNode(machine, array.node.value), array.weakType)));
}

function valueAndGradient(machine: Machine, callee: Value, argnums: Value, hasAux: boolean): (args: readonly Value[], keywords: ReadonlyMap<string, Value>) => { readonly value: Value; readonly aux: Value; readonly gradient: Value } {
  return (args, keywords) => {
    const single = typeof argnums === "number";
    const places = positions(machine, argnums, args.length);
    checkPositions(machine, places, argnums, args.length);
    const { span } = machine.trace;
    const lifted = lift(machine, chosen(args, places, single), needFloats(machine, "grad"));
    const [array, aux] = runLifted(machine, "grad", lifted, () => {
      const output = machine.call(callee, replaced(args, places, single, lifted.tree), keywords);
      const [value, rest] = hasAux ? auxiliaryPair(machine, output) : [output, null];
      return [scalarOutput(machine, value), rest];
    });
    if (!running(machine).length) recordBackward(machine.state<BackwardCalls>(BACKWARD_TARGET, newBackwardCalls), { node: array.node, seed: null, span });
    const seed = machine.trace.leaf(full(array.dtype, [], 1), { kind: "literal" });
    return { value: array, aux, gradient: gradientTree(machine, lifted, pullback(machine, [{ node: array.node, seed }], lifted)) };
  };
}

const SIGNATURE = "(fun, argnums=0, has_aux=False, holomorphic=False, allow_int=False, reduce_axes=None)";

export const grad = native(`grad${SIGNATURE}`, (machine, a) => {
  refuse(machine, "jax.grad", "holomorphic", a.holomorphic);
  refuse(machine, "jax.grad", "allow_int", a.allow_int);
  const hasAux = machine.truth(a.has_aux!);
  const run = valueAndGradient(machine, a.fun!, a.argnums!, hasAux);
  return wrapped(machine, a.fun!, (_, args, keywords) => {
    const { gradient, aux } = run(args, keywords);
    return hasAux ? new PyTuple([gradient, aux]) : gradient;
  });
});

export const valueAndGrad = native(`value_and_grad${SIGNATURE}`, (machine, a) => {
  refuse(machine, "jax.value_and_grad", "holomorphic", a.holomorphic);
  refuse(machine, "jax.value_and_grad", "allow_int", a.allow_int);
  const hasAux = machine.truth(a.has_aux!);
  const run = valueAndGradient(machine, a.fun!, a.argnums!, hasAux);
  return wrapped(machine, a.fun!, (_, args, keywords) => {
    const { value, aux, gradient } = run(args, keywords);
    return new PyTuple([hasAux ? new PyTuple([value, aux]) : value, gradient]);
  });
});

