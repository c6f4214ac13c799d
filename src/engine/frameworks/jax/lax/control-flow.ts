/** Loops and branches of `jax.lax`: run as Python would, on the tape, so that every step has its derivative. */
import { defineStructural } from "../../../ops/define.js";
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { native } from "../../../python/define-native.js";
import { item } from "../../../tensor/array.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { rulePromotion } from "../../../trace/trace.js";
import { intArgument, isInt } from "../../arguments.js";
import { castTo, JaxArray, need } from "../array.js";
import { joinKeys, KeyArray, keyParts } from "../random/key-array.js";
import { stack, unstack } from "../transform/cards.js";
import { avalText, leafArray, nameOf } from "../transform/leaves.js";
import { inside, muted, running } from "../transform/levels.js";
import { flatten, sameStructure, type Structure, structureText, unflatten } from "../tree/structure.js";
import { number } from "../run.js";
import { frameworkMessages as say } from "../../messages.js";

/** Leaves as arrays: a loop's body sees no Python numbers. */
function traced(machine: Machine, tree: Value): { readonly leaves: (JaxArray | KeyArray)[]; readonly structure: Structure } {
  const { leaves, structure } = flatten(machine, tree);
  return { leaves: leaves.map((leaf) => (leaf instanceof KeyArray ? leaf : leafArray(machine, leaf))), structure };
}

const nodesOf = (leaves: readonly Value[]): Set<Node> => new Set(leaves.flatMap((leaf) => (leaf instanceof JaxArray ? [leaf.node] : [])));

/** Calls a body as JAX traces it: its values are tracers, and only its first run prints. */
function body(machine: Machine, callee: Value, args: readonly Value[], first: boolean): Value {
  const inputs = new Set(args.flatMap((arg) => [...nodesOf(flatten(machine, arg).leaves)]));
  return inside(machine, { kind: "jit", mark: machine.trace.next, inputs }, () => muted(machine, !first, () => machine.call(callee, args)));
}

type Leaves = readonly (JaxArray | KeyArray)[];

/** What a loop carries must keep its structure, shapes and dtypes; a weak start takes the dtype the body gives. */
function carried(machine: Machine, before: { readonly leaves: Leaves; readonly structure: Structure }, result: Value, what: string): Leaves {
  const after = traced(machine, result);
  if (!sameStructure(machine, before.structure, after.structure)) {
    throw machine.raise("TypeError", `${what} carry input and carry output must have the same pytree structure, but they differ:\n\nThe input carry has structure PyTreeDef(${structureText(machine, before.structure)}) but the carry output has structure PyTreeDef(${structureText(machine, after.structure)}).\n\nRevise the function so that the carry output has the same pytree structure as the carry input.`);
  }
  return after.leaves.map((leaf, i) => {
    const start = before.leaves[i]!;
    if (leaf instanceof KeyArray || start instanceof KeyArray) return leaf;
    if (sameShape(leaf.shape, start.shape) && (leaf.dtype === start.dtype || start.weakType)) return leaf;
    if (sameShape(leaf.shape, start.shape) && leaf.weakType) return new JaxArray(castTo(machine, leaf.node, start.dtype));
    throw machine.raise("TypeError", `${what} carry input and carry output must have equal types, but they differ:\n\nThe input carry${before.leaves.length > 1 ? ` component [${i}]` : ""} has type ${avalText(start)} but the corresponding output carry component has type ${avalText(leaf)}, so ${leaf.dtype === start.dtype ? "the shapes do not match" : "the dtypes do not match"}.\n\nRevise the function so that all output types match the corresponding input types.`);
  });
}

/** The carried values in the dtypes they have in the end: a weak start is cast once the body has given it a dtype. */
function settled(machine: Machine, start: Leaves, after: Leaves): Leaves {
  return start.map((leaf, i) => {
    const other = after[i];
    return leaf instanceof JaxArray && other instanceof JaxArray && leaf.dtype !== other.dtype ? new JaxArray(castTo(machine, leaf.node, other.dtype)) : leaf;
  });
}

const sameDtypes = (a: Leaves, b: Leaves): boolean => a.every((leaf, i) => {
  const other = b[i];
  return !(leaf instanceof JaxArray) || !(other instanceof JaxArray) || leaf.dtype === other.dtype;
});

/** Runs a step; where it changes the type of a weak start, runs it again on the start in that type, as JAX does. */
function stepped(machine: Machine, carry: Leaves, structure: Structure, what: string, first: boolean, step: (tree: Value, first: boolean) => { readonly carry: Value; readonly out: Value }): { readonly carry: Leaves; readonly out: Value; readonly from: Leaves } {
  const once = step(unflatten(machine, structure, carry), first);
  const after = carried(machine, { leaves: carry, structure }, once.carry, what);
  if (!first || sameDtypes(carry, after)) return { carry: after, out: once.out, from: carry };
  const from = settled(machine, carry, after);
  const again = step(unflatten(machine, structure, from), false);
  return { carry: carried(machine, { leaves: from, structure }, again.carry, what), out: again.out, from };
}

const joined = (machine: Machine, values: readonly (JaxArray | KeyArray)[]): Value => {
  const [first] = values;
  if (first instanceof KeyArray) return joinKeys(values.filter((one) => one instanceof KeyArray), 0);
  const arrays = values.filter((one) => one instanceof JaxArray);
  return new JaxArray(stack(machine, arrays.map(({ node }) => node), 0), arrays.some(({ weakType }) => weakType));
};

/** The parts of every leaf along its first axis. */
function slices(machine: Machine, tree: Value, length: Value): { readonly count: number; readonly at: (i: number) => Value } {
  const { leaves, structure } = traced(machine, tree);
  for (const leaf of leaves) if (!leaf.shape.length) throw machine.raise("ValueError", `scan got value with no leading axis to scan over: ${machine.repr(leaf)}.`);
  const lengths = leaves.map((leaf) => leaf.shape[0]!);
  const count = length === null ? lengths[0] : intArgument(machine, length, "length");
  if (count === undefined) throw machine.raise("ValueError", "scan got no values to scan over and `length` not provided.");
  if (lengths.some((one) => one !== count)) {
    throw machine.raise("ValueError", length === null ? `scan got values with different leading axis sizes: ${lengths.join(", ")}.` : `scan got \`length\` argument of ${count} which disagrees with leading axis sizes [${lengths.join(", ")}].`);
  }
  const parts = leaves.map((leaf): readonly Value[] => (count === 0 ? [] : leaf instanceof KeyArray ? keyParts(leaf, 0) : unstack(machine, leaf.node, 0).map((node) => new JaxArray(node, leaf.weakType))));
  return { count, at: (i) => unflatten(machine, structure, parts.map((list) => list[i]!)) };
}

function scan(machine: Machine, callee: Value, init: Value, xs: Value, length: Value, reverse: boolean): Value {
  const { count, at } = slices(machine, xs, length);
  const { leaves, structure } = traced(machine, init);
  let carry: Leaves = leaves;
  const outputs: Value[] = [];
  for (let step = 0; step < count; step++) {
    machine.step();
    const part = at(reverse ? count - 1 - step : step);
    const result = stepped(machine, carry, structure, "scan body function", step === 0, (tree, first) => {
      const pair = body(machine, callee, [tree, part], first);
      if (!(pair instanceof PyTuple) || pair.items.length !== 2) throw machine.raise("TypeError", `scan body output must be a pair, got ${machine.repr(pair)}.`);
      return { carry: pair.items[0]!, out: pair.items[1]! };
    });
    carry = result.carry;
    outputs.push(result.out);
  }
  if (count === 0) throw machine.raise("ValueError", "zero-length scan is not supported in disable_jit() mode because the output type is unknown.");
  if (reverse) outputs.reverse();
  const trees = outputs.map((out) => traced(machine, out));
  const stacked = trees[0]!.leaves.map((_, i) => joined(machine, trees.map((tree) => tree.leaves[i]!)));
  return new PyTuple([unflatten(machine, structure, carry), unflatten(machine, trees[0]!.structure, stacked)]);
}

/** A bound of a loop: a Python int is known when JAX compiles, an array may not be. */
const bound = (machine: Machine, value: Value): number => (isInt(value) ? Number(value) : item(need(machine, value, "fori_loop").node.value));

function foriLoop(machine: Machine, lower: Value, upper: Value, callee: Value, init: Value): Value {
  const [from, to] = [bound(machine, lower), bound(machine, upper)];
  const { leaves, structure } = traced(machine, init);
  let carry: Leaves = leaves;
  for (let i = from; i < to; i++) {
    machine.step();
    const index = number(machine, i, "int");
    carry = stepped(machine, carry, structure, "fori_loop body function", i === from, (tree, first) => ({ carry: body(machine, callee, [index, tree], first), out: null })).carry;
  }
  const known = isInt(lower) && isInt(upper);
  return unflatten(machine, structure, known ? carry : carry.map((leaf) => forwardOnly(machine, leaf)));
}

/** The trip count is not known beforehand: JAX has no reverse mode for it, and says so when it is asked. */
const FORWARD_ONLY = defineStructural({
  name: "while_loop",
  inputs: ["x"],
  dtype: "first",
  sentence: () => say.loopOfValues,
  spellings: [],
  samples: () => [],
  shape: ([shape]) => shape!,
  view: true,
  forward: ([x]) => x!,
  vjp: { x: (c) => c.g },
  jvp: "linear",
  formula: { value: { text: "y = {x}", latex: "y = {x}" }, derivatives: { x: { text: "{gy}", latex: "{gy}" } } },
});

function forwardOnly(machine: Machine, leaf: JaxArray | KeyArray): JaxArray | KeyArray {
  if (!(leaf instanceof JaxArray) || !leaf.node.requiresGrad || !running(machine).some(({ kind }) => kind === "grad")) return leaf;
  const card = { ...FORWARD_ONLY, vjp: { x: () => { throw machine.raise("ValueError", "Reverse-mode differentiation does not work for lax.while_loop or lax.fori_loop with dynamic start/stop values. Try using lax.scan, or using fori_loop with static start/stop."); } } };
  return new JaxArray(machine.trace.run(card, [leaf.node], {}, rulePromotion), leaf.weakType);
}

function whileLoop(machine: Machine, condition: Value, callee: Value, init: Value): Value {
  const { leaves, structure } = traced(machine, init);
  let carry: Leaves = leaves;
  for (let first = true; ; first = false) {
    machine.step();
    const test = leafArray(machine, body(machine, condition, [unflatten(machine, structure, carry)], first));
    if (test.shape.length || test.dtype !== "bool") throw machine.raise("TypeError", `cond_fun must return a boolean scalar, but got output type(s) [ShapedArray(${avalText(test)}${test.weakType ? ", weak_type=True" : ""})].`);
    if (item(test.node.value) === 0) break;
    carry = stepped(machine, carry, structure, "while_loop body function", first, (tree, initial) => ({ carry: body(machine, callee, [tree], initial), out: null })).carry;
  }
  return unflatten(machine, structure, carry.map((leaf) => forwardOnly(machine, leaf)));
}

function predicate(machine: Machine, value: Value): boolean {
  const array = need(machine, value, "cond");
  if (array.shape.length) throw machine.raise("TypeError", `Pred must be a scalar, got ${machine.repr(value)} of shape ${machine.repr(new PyTuple([...array.shape]))}.`);
  return item(array.node.value) !== 0;
}

/** Of the branches the chosen one counts; JAX traces each, in order, and all must give the same types. */
function branch(machine: Machine, callees: readonly Value[], chosen: number, operands: readonly Value[], names: readonly string[]): Value {
  const inputs = operands.map((operand) => {
    const { leaves, structure } = traced(machine, operand);
    return unflatten(machine, structure, leaves);
  });
  const results = callees.map((callee, i) => (i === chosen || callees.length <= 2 ? body(machine, callee, inputs, true) : null));
  const own = traced(machine, results[chosen]!);
  results.forEach((result, i) => {
    if (i === chosen || result === null) return;
    const other = traced(machine, result);
    checkBranches(machine, i < chosen ? [other, own] : [own, other], callees, names);
  });
  const others = results.flatMap((result, i) => (i === chosen || result === null ? [] : [traced(machine, result).leaves]));
  return unflatten(machine, own.structure, own.leaves.map((leaf, i) => {
    const other = others[0]?.[i];
    if (!(leaf instanceof JaxArray) || !(other instanceof JaxArray)) return leaf;
    return leaf.weakType && !other.weakType ? new JaxArray(castTo(machine, leaf.node, other.dtype)) : leaf;
  }));
}

type Traced = ReturnType<typeof traced>;

function checkBranches(machine: Machine, [first, second]: readonly Traced[], callees: readonly Value[], names: readonly string[]): void {
  const [a, b] = names;
  const who = `${a} is ${nameOf(machine, callees[0]!)}\n${b} is ${nameOf(machine, callees[1]!)}`;
  if (!sameStructure(machine, first!.structure, second!.structure)) {
    throw machine.raise("TypeError", `cond branch outputs must have the same pytree structure, but they differ:\n\n${who}\n\n${a} output has structure PyTreeDef(${structureText(machine, first!.structure)}) but ${b} output has structure PyTreeDef(${structureText(machine, second!.structure)}).\n\nRevise ${a} and/or ${b} so that they have the same pytree structure.`);
  }
  first!.leaves.forEach((leaf, i) => {
    const other = second!.leaves[i]!;
    if (leaf instanceof KeyArray || other instanceof KeyArray) return;
    const sameDtype = leaf.dtype === other.dtype || leaf.weakType || other.weakType;
    if (sameShape(leaf.shape, other.shape) && sameDtype) return;
    throw machine.raise("TypeError", `cond branches must have equal output types but they differ.\n\n${who}\n\nThe output of ${a} has type ${avalText(leaf)} but the corresponding output of ${b} has type ${avalText(other)}, so the ${sameDtype ? "shapes" : "dtypes"} do not match.\n\nRevise ${a} and/or ${b} so that all output types match.`);
  });
}

function mapOver(machine: Machine, callee: Value, xs: Value): Value {
  const { count, at } = slices(machine, xs, null);
  const trees = Array.from({ length: count }, (_, i) => {
    machine.step();
    return traced(machine, body(machine, callee, [at(i)], i === 0));
  });
  return unflatten(machine, trees[0]!.structure, trees[0]!.leaves.map((_, i) => joined(machine, trees.map((tree) => tree.leaves[i]!))));
}

/** Prefix combinations in the order of JAX's recursion, which decides how sums round. */
function associative(machine: Machine, callee: Value, elements: readonly Value[]): Value[] {
  const combine = (a: Value, b: Value): Value => { machine.step(); return machine.call(callee, [a, b]); };
  if (elements.length < 2) return [...elements];
  const pairs = Array.from({ length: elements.length >> 1 }, (_, i) => combine(elements[2 * i]!, elements[2 * i + 1]!));
  const odd = associative(machine, callee, pairs);
  const even = elements.flatMap((one, i) => (i % 2 ? [] : [i === 0 ? one : combine(odd[i / 2 - 1]!, one)]));
  return elements.map((_, i) => (i % 2 ? odd[(i - 1) / 2]! : even[i / 2]!));
}

function associativeScan(machine: Machine, callee: Value, tree: Value, reverse: boolean, axis: number): Value {
  const { leaves, structure } = traced(machine, tree);
  const moved = leaves.map((leaf) => unstack(machine, need(machine, leaf, "associative_scan").node, axis < 0 ? axis + leaf.shape.length : axis));
  const count = moved[0]?.length ?? 0;
  const elements = Array.from({ length: count }, (_, i) => unflatten(machine, structure, moved.map((parts, k) => new JaxArray(machine.trace.apply("unsqueeze", [parts[reverse ? count - 1 - i : i]!], { axis: axis < 0 ? axis + leaves[k]!.shape.length : axis }), false))));
  const results = associative(machine, callee, elements).map((one) => traced(machine, one).leaves);
  if (reverse) results.reverse();
  return unflatten(machine, structure, leaves.map((leaf, i) => {
    const nodes = results.map((row) => need(machine, row[i], "associative_scan").node);
    return new JaxArray(nodes.length === 1 ? nodes[0]! : machine.trace.apply("cat", nodes, { axis: axis < 0 ? axis + leaf.shape.length : axis }));
  }));
}

export const CONTROL_FLOW: readonly PyBuiltin[] = [
  native("scan(f, init, xs=None, length=None, reverse=False, unroll=1, _split_transpose=False)", (machine, a) => scan(machine, a.f!, a.init!, a.xs!, a.length!, machine.truth(a.reverse!))),
  native("fori_loop(lower, upper, body_fun, init_val, *, unroll=None)", (machine, a) => foriLoop(machine, a.lower!, a.upper!, a.body_fun!, a.init_val!)),
  native("while_loop(cond_fun, body_fun, init_val)", (machine, a) => whileLoop(machine, a.cond_fun!, a.body_fun!, a.init_val!)),
  native("cond(pred, true_fun, false_fun, *operands)", (machine, a, { rest }) => branch(machine, [a.true_fun!, a.false_fun!], predicate(machine, a.pred!) ? 0 : 1, rest, ["true_fun", "false_fun"])),
  native("switch(index, branches, *operands)", (machine, a, { rest }) => {
    const callees = [...machine.iterate(a.branches!)];
    if (!callees.length) throw machine.raise("ValueError", "Empty branch sequence");
    const index = Math.min(Math.max(item(need(machine, a.index, "switch").node.value), 0), callees.length - 1);
    return branch(machine, callees, index, rest, ["branch 0 output", "branch 1 output"]);
  }),
  native("map(f, xs, *, batch_size=None)", (machine, a) => mapOver(machine, a.f!, a.xs!)),
  native("associative_scan(fn, elems, reverse=False, axis=0)", (machine, a) => associativeScan(machine, a.fn!, a.elems!, machine.truth(a.reverse!), Number(a.axis))),
];
