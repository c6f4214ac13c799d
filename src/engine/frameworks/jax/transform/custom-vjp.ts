/** `jax.custom_vjp` and `jax.custom_gradient`: reverse mode by the program's own rule. */
import { define, native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyGetter, type PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyMethod } from "../../../python/values/function.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { arrayFrom, castTo, JaxArray } from "../array.js";
import { flatten, sameStructure, type Structure, structureText, unflatten } from "../tree/structure.js";
import { avalText, leafArray, nameOf, parametersOf, positions } from "./leaves.js";
import { below, differentiating } from "./levels.js";
import { withRules } from "./own-rules.js";
import { type Outputs, outputsOf } from "./vjp.js";

const customVjpType = new PyType("custom_vjp", [objectType], "jax._src.custom_derivatives");

const field = (self: Value | undefined, name: string): Value => (self as PyInstance).dict.get(name) ?? null; // methods of the type

/** Defaults and keywords as positional arguments: rules are called with them all. */
export function positional(machine: Machine, callee: Value, args: readonly Value[], keywords: Keywords): Value[] {
  if (!keywords.size) return [...args];
  const names = parametersOf(callee).slice(args.length);
  const rest = names.flatMap((name) => (keywords.has(name) ? [keywords.get(name)!] : []));
  if (rest.length !== keywords.size) throw machine.raise("TypeError", `The input arguments to the custom derivative function ${nameOf(machine, callee)} could not be resolved to positional-only arguments.`);
  return [...args, ...rest];
}

/** The arrays among some arguments. */
export const nodesIn = (machine: Machine, args: readonly Value[]): Node[] => args.flatMap((arg) => flatten(machine, arg).leaves.flatMap((leaf) => (leaf instanceof JaxArray ? [leaf.node] : [])));

const refuseForward = (machine: Machine): never => { throw machine.raise("TypeError", "can't apply forward-mode autodiff (jvp) to a custom_vjp function."); };

/** What a bwd rule gives back, leaf by leaf: the arguments' structure, None for no gradient. */
function adjointLeaves(machine: Machine, given: Value, trees: readonly Structure[], inputs: readonly JaxArray[], name: string): (Node | null)[] {
  if (!(given instanceof PyTuple) && machine.typeOf(given).name !== "list") throw machine.raise("TypeError", `Custom VJP bwd rule ${name} must produce a tuple or list of length equal to the primal args tuple, but got ${machine.repr(given)}.`);
  const parts = [...machine.iterate(given)];
  if (parts.length !== trees.length) {
    throw machine.raise("TypeError", `Custom VJP bwd rule ${name} must produce a tuple of length equal to the number of arguments to the fwd function, but got ${parts.length} for ${trees.length}.`);
  }
  let at = 0;
  return trees.flatMap((tree, k): (Node | null)[] => {
    const part = parts[k]!;
    const start = at;
    const count = flattenedCount(tree);
    at += count;
    if (part === null) return new Array<null>(count).fill(null);
    const { leaves, structure } = flatten(machine, part);
    if (!sameStructure(machine, structure, tree)) throw machine.raise("TypeError", `Custom VJP bwd rule ${name} must produce an output with the same container (pytree) structure as the args tuple of the primal function, and in particular must produce a tuple of length equal to the number of arguments to the primal function, but got bwd output structure PyTreeDef(${structureText(machine, structure)}) for primal input structure PyTreeDef(${structureText(machine, tree)}).`);
    return leaves.map((leaf, i): Node | null => {
      const array = arrayFrom(machine, leaf);
      const input = inputs[start + i]!;
      if (!array) return null;
      if (!sameShape(array.shape, input.shape)) throw machine.raise("ValueError", `Custom VJP bwd rule ${name} must produce a value with the same shape/dtypes as the args tuple of the primal function, but at output[${k}] the bwd rule produced an output of type ${avalText(array)} corresponding to an input of type ${avalText(input)}.`);
      return castTo(machine, array.node, input.dtype);
    });
  });
}

const flattenedCount = (tree: Structure): number => (tree === null ? 1 : tree.children.reduce((sum, child) => sum + flattenedCount(child), 0));

interface Rule {
  readonly name: string;
  /** Runs the function for a derivative: its outputs, and what takes adjoints of them to adjoints of the arguments. */
  readonly forward: () => { readonly outputs: Outputs; readonly back: (cotangent: Value) => Value };
}

/** The rule's outputs as an operation on the arguments' leaves. */
export function ruled(machine: Machine, args: readonly Value[], rule: Rule): Value {
  const trees = args.map((arg) => flatten(machine, arg));
  const inputs = trees.flatMap(({ leaves }) => leaves.map((leaf) => leafArray(machine, leaf)));
  const { outputs, back } = rule.forward();
  return withRules(machine, inputs.map(({ node }) => node), outputs, {
    name: rule.name,
    pullback: (_, gs) => adjointLeaves(machine, back(unflatten(machine, outputs.structure, gs.map((g) => new JaxArray(g)))), trees.map(({ structure }) => structure), inputs, rule.name),
    pushforward: () => refuseForward(machine),
  });
}

function called(machine: Machine, self: Value | undefined, given: readonly Value[], keywords: Keywords): Value {
  const callee = field(self, "fun");
  const [forward, backward] = [field(self, "fwd"), field(self, "bwd")];
  const name = nameOf(machine, callee);
  if (forward === null || backward === null) throw machine.raise("AttributeError", `No VJP defined for custom_vjp function ${name} using defvjp.`);
  const level = differentiating(machine, nodesIn(machine, [...given, ...keywords.values()]));
  if (!level) return machine.call(callee, given, keywords);
  const args = positional(machine, callee, given, keywords);
  const fixed = positions(machine, field(self, "nondiff"), args.length);
  const free = args.filter((_, i) => !fixed.includes(i));
  return ruled(machine, free, {
    name,
    forward: () => {
      const pair = below(machine, level, () => machine.call(forward, args));
      if (!(pair instanceof PyTuple) || pair.items.length !== 2) throw machine.raise("TypeError", `Custom VJP fwd rule ${nameOf(machine, forward)} for function ${name} must produce a pair (list or tuple of length two) where the first element represents the primal output (equal to those of the custom_vjp-decorated function ${name}) and the second element represents residuals (i.e. values stored from the forward pass for use on the backward pass), but instead of a pair the fwd rule output had type ${machine.repr(machine.typeOf(pair))}.`);
      return { outputs: outputsOf(machine, pair.items[0]!), back: (cotangent) => machine.call(backward, [...fixed.map((at) => args[at]!), pair.items[1]!, cotangent]) };
    },
  });
}

define(customVjpType, [
  new PyBuiltin("__call__", (machine, [self, ...args], keywords) => called(machine, self, args, keywords)),
  native("defvjp(self, fwd, bwd, symbolic_zeros=False, optimize_remat=False)", (_, a) => {
    (a.self as PyInstance).dict.set("fwd", a.fwd!).set("bwd", a.bwd!); // a method of the type
    return null;
  }),
  // In a class body it binds as a function does.
  new PyBuiltin("__get__", (_, [self = null, instance = null]) => (instance === null ? self : new PyMethod(instance, self))),
  new PyGetter("__name__", (machine, self) => nameOf(machine, field(self, "fun"))),
  new PyGetter("__doc__", (machine, self) => machine.findAttribute(field(self, "fun"), "__doc__") ?? null),
]);

export const customVjp = native("custom_vjp(fun=None, nondiff_argnums=None, nondiff_argnames=None)", (machine, a) => {
  const make = (callee: Value): Value => {
    const made = machine.instance(customVjpType);
    const names = a.nondiff_argnames === null ? [] : [...machine.iterate(a.nondiff_argnames!)].map((name) => parametersOf(callee).indexOf(machine.str(name)));
    made.dict.set("fun", callee).set("nondiff", new PyTuple([...(a.nondiff_argnums === null ? [] : machine.iterate(a.nondiff_argnums!)), ...names]));
    return made;
  };
  return a.fun === null ? new PyBuiltin("custom_vjp", (_, [callee = null]) => make(callee), "static") : make(a.fun!);
});

/** The function gives its value and a function of the adjoint. */
export const customGradient = native("custom_gradient(fun)", (machine, a) => new PyBuiltin(nameOf(machine, a.fun!), (inner, args, keywords) => {
  const run = (): readonly [Value, Value] => {
    const pair = [...inner.iterate(inner.call(a.fun!, args, keywords))];
    return [pair[0]!, pair[1]!];
  };
  const level = differentiating(inner, nodesIn(inner, args));
  if (!level) return run()[0];
  return ruled(inner, args, {
    name: nameOf(inner, a.fun!),
    forward: () => {
      const [value, gradient] = below(inner, level, run);
      const one = (result: Value): Value => (args.length === 1 && !(result instanceof PyTuple) ? new PyTuple([result]) : result);
      return { outputs: outputsOf(inner, value), back: (cotangent) => one(inner.call(gradient, [cotangent])) };
    },
  });
}));
