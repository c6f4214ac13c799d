/** `jax.custom_jvp`: the program's own rule for tangents; reverse mode transposes it. */
import { reverseMany } from "../../../autodiff/reverse.js";
import { inJax } from "../../../ops/cards/jax/operations.js";
import { define, native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyGetter, type PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyMethod } from "../../../python/values/function.js";
import type { Node } from "../../../trace/node.js";
import { castTo, JaxArray } from "../array.js";
import { flatten, type Structure, unflatten } from "../tree/structure.js";
import { argumentNode } from "./cards.js";
import { nodesIn, positional } from "./custom-vjp.js";
import { isDifferentiable, leafArray, nameOf, parametersOf, positions, zeroNode } from "./leaves.js";
import { below, differentiating } from "./levels.js";
import { withRules } from "./own-rules.js";
import { type Outputs, outputsOf } from "./vjp.js";

const customJvpType = new PyType("custom_jvp", [objectType], "jax._src.custom_derivatives");
const field = (self: Value | undefined, name: string): Value => (self as PyInstance).dict.get(name) ?? null; // methods of the type

/** `defjvps`: one rule an argument; the tangents are added. */
function summed(machine: Machine, callee: Value, rules: readonly Value[], primals: readonly Value[], tangents: readonly Value[]): Value {
  const value = machine.call(callee, primals);
  const terms = rules.flatMap((rule, i) => (rule === null ? [] : [machine.call(rule, [tangents[i]!, value, ...primals])]));
  const [first, ...rest] = terms;
  const total = first === undefined ? zeroLike(machine, value) : rest.reduce((sum, term) => machine.binary("+", sum, term), first);
  return new PyTuple([value, total]);
}

const zeroLike = (machine: Machine, value: Value): Value => new JaxArray(zeroNode(machine, leafArray(machine, value).node.value));

function called(machine: Machine, self: Value | undefined, given: readonly Value[], keywords: Keywords): Value {
  const callee = field(self, "fun");
  const rule = field(self, "jvp");
  const name = nameOf(machine, callee);
  if (rule === null) throw machine.raise("AttributeError", `No JVP defined for custom_jvp function ${name} using defjvp.`);
  const level = differentiating(machine, nodesIn(machine, [...given, ...keywords.values()]));
  if (!level) return machine.call(callee, given, keywords);
  const args = positional(machine, callee, given, keywords);
  const fixed = positions(machine, field(self, "nondiff"), args.length);
  const free = args.filter((_, i) => !fixed.includes(i));
  const { leaves, structure } = flatten(machine, new PyTuple(free));
  const inputs = leaves.map((leaf) => leafArray(machine, leaf));
  const outputs = outputsOf(machine, below(machine, level, () => machine.call(callee, args)));
  const primals = unflatten(machine, structure, inputs);
  const run = (tangents: readonly Node[]): Node[] => {
    const pair = machine.call(rule, [...fixed.map((at) => args[at]!), primals, treeOf(machine, structure, tangents, inputs)]);
    if (!(pair instanceof PyTuple) || pair.items.length !== 2) throw machine.raise("TypeError", `Custom JVP rule ${nameOf(machine, rule)} for function ${name} must produce a pair (list or tuple of length two) representing primal and tangent outputs, but got ${machine.repr(pair)}.`);
    return tangentNodes(machine, pair.items[1]!, outputs);
  };
  return withRules(machine, inputs.map(({ node }) => node), outputs, {
    name,
    pushforward: (c) => run(inputs.map((input, i) => c.tangentList[i] ?? zeroNode(machine, input.node.value))),
    pullback: (c, gs) => {
      // The rule is linear in the tangents: walked back from its results at zeros, it is its own transpose.
      const mark = machine.trace.next;
      const zeros = inputs.map((input) => argumentNode(machine, zeroNode(machine, input.node.value)));
      const results = run(zeros);
      const roots = results.flatMap((node, i) => (node.requiresGrad && node.id >= mark ? [{ node, seed: gs[i]! }] : []));
      const adjoints = reverseMany(roots, { ops: inJax(c.ops), enter: (node) => node.requiresGrad && node.id >= mark });
      return zeros.map((node) => adjoints.get(node) ?? null);
    },
  });
}

const treeOf = (machine: Machine, structure: Structure, nodes: readonly Node[], like: readonly JaxArray[]): Value => unflatten(machine, structure, nodes.map((node, i) => new JaxArray(node, like[i]!.weakType)));

function tangentNodes(machine: Machine, value: Value, outputs: Outputs): Node[] {
  const { arrays } = outputsOf(machine, value);
  return outputs.arrays.map((output, i) => {
    const tangent = arrays[i];
    return tangent && isDifferentiable(output) ? castTo(machine, tangent.node, output.dtype) : zeroNode(machine, output.node.value);
  });
}

define(customJvpType, [
  new PyBuiltin("__call__", (machine, [self, ...args], keywords) => called(machine, self, args, keywords)),
  native("defjvp(self, jvp, symbolic_zeros=False)", (_, a) => {
    (a.self as PyInstance).dict.set("jvp", a.jvp!); // a method of the type
    return a.jvp!;
  }),
  native("defjvps(self, *jvps)", (_, a, { rest }) => {
    const self = a.self as PyInstance; // a method of the type
    self.dict.set("jvp", new PyBuiltin("jvp", (machine, [primals = null, tangents = null]) => summed(machine, field(self, "fun"), rest, [...machine.iterate(primals)], [...machine.iterate(tangents)]), "static"));
    return null;
  }),
  // In a class body it binds as a function does.
  new PyBuiltin("__get__", (_, [self = null, instance = null]) => (instance === null ? self : new PyMethod(instance, self))),
  new PyGetter("__name__", (machine, self) => nameOf(machine, field(self, "fun"))),
  new PyGetter("__doc__", (machine, self) => machine.findAttribute(field(self, "fun"), "__doc__") ?? null),
]);

export const customJvp = native("custom_jvp(fun=None, nondiff_argnums=None, nondiff_argnames=None)", (machine, a) => {
  const make = (callee: Value): Value => {
    const made = machine.instance(customJvpType);
    const names = a.nondiff_argnames === null ? [] : [...machine.iterate(a.nondiff_argnames!)].map((name) => parametersOf(callee).indexOf(machine.str(name)));
    made.dict.set("fun", callee).set("nondiff", new PyTuple([...(a.nondiff_argnums === null ? [] : machine.iterate(a.nondiff_argnums!)), ...names]));
    return made;
  };
  return a.fun === null ? new PyBuiltin("custom_jvp", (_, [callee = null]) => make(callee), "static") : make(a.fun!);
});
