/** `jax.jacfwd`, `jax.jacrev`, `jax.hessian`: one direction at a time, stacked. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyTuple, type Value } from "../../../python/object.js";
import { type NDArray, zeros } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { JaxArray } from "../array.js";
import { unflatten } from "../tree/structure.js";
import { stack } from "./cards.js";
import { auxiliaryPair, needFloats, refuse } from "./gradient.js";
import { pushforward } from "./jvp.js";
import { checkPositions, chosen, isDifferentiable, lift, type Lifted, positions, replaced, runLifted, wrapped, zeroNode } from "./leaves.js";
import { recordedPullback } from "./pullback.js";
import { type Outputs, outputsOf } from "./vjp.js";

/** 1 at one place, 0 elsewhere. */
function oneHot(machine: Machine, like: NDArray, at: number): Node {
  const array = zeros(like.dtype, like.shape);
  array.buffer[at] = 1;
  return machine.trace.leaf(array, { kind: "computed" });
}

const joined = (machine: Machine, nodes: readonly Node[], shape: readonly number[]): Node =>
  nodes.length ? machine.trace.apply("reshape", [stack(machine, nodes, 0)], { shape }) : zeroNode(machine, zeros("float32", shape));

type Derive = (machine: Machine, lifted: Lifted, outputs: Outputs) => Node[][];

/** By output: a row for each of its elements. */
const byRows: Derive = (machine, lifted, outputs) => outputs.arrays.map(({ node }) => {
  const { shape } = node.value;
  const rows = Array.from({ length: sizeOf(shape) }, (_, at) => {
    machine.step();
    return recordedPullback(machine, [{ node, seed: oneHot(machine, node.value, at) }], lifted);
  });
  return lifted.arrays.map((input, i) => joined(machine, rows.map((row) => row[i] ?? zeroNode(machine, input.node.value)), [...shape, ...input.shape]));
});

/** By input: a column for each of its elements. */
const byColumns: Derive = (machine, lifted, outputs) => {
  const byInput = lifted.arrays.map((input, i) => Array.from({ length: sizeOf(input.shape) }, (_, at) => {
    machine.step();
    return pushforward(machine, lifted, outputs, lifted.arrays.map((_one, k) => (k === i ? oneHot(machine, input.node.value, at) : null)));
  }));
  return outputs.arrays.map((output, o) => lifted.arrays.map((input, i) => {
    const columns = byInput[i]!.map((column) => column[o]!.node);
    return machine.trace.apply("reshape", [stack(machine, columns, output.shape.length)], { shape: [...output.shape, ...input.shape] });
  }));
};

function jacobian(machine: Machine, callee: Value, argnums: Value, hasAux: boolean, name: "jacfwd" | "jacrev", derive: Derive): Value {
  return wrapped(machine, callee, (inner, args, keywords) => {
    const single = typeof argnums === "number";
    const places = positions(inner, argnums, args.length);
    checkPositions(inner, places, argnums, args.length);
    const lifted = lift(inner, chosen(args, places, single), name === "jacrev" ? needFloats(inner, name) : needReals(inner));
    const { outputs, aux } = runLifted(inner, name === "jacrev" ? "grad" : "jvp", lifted, () => {
      const output = inner.call(callee, replaced(args, places, single, lifted.tree), keywords);
      const [value, rest] = hasAux ? auxiliaryPair(inner, output) : [output, null];
      return { outputs: outputsOf(inner, value), aux: rest };
    }, name === "jacfwd" ? { tangents: new Map(lifted.nodes.map((node) => [node, zeroNode(inner, node.value)])) } : {});
    for (const { dtype } of outputs.arrays.filter((one) => !isDifferentiable(one))) throw inner.raise("TypeError", `${name} requires real-valued outputs (output dtype that is a sub-dtype of np.floating), but got ${dtype}. For differentiation of functions with integer outputs, use jax.${name === "jacrev" ? "vjp" : "jvp"} directly.`);
    const parts = derive(inner, lifted, outputs);
    const tree = unflatten(inner, outputs.structure, parts.map((row) => unflatten(inner, lifted.structure, row.map((node, i) => new JaxArray(node, lifted.arrays[i]!.weakType)))));
    return hasAux ? new PyTuple([tree, aux]) : tree;
  });
}

const needReals = (machine: Machine) => (array: JaxArray): void => {
  if (isDifferentiable(array)) return;
  throw machine.raise("TypeError", `jacfwd requires real-valued inputs (input dtype that is a sub-dtype of np.floating), but got ${array.dtype}. For holomorphic differentiation, pass holomorphic=True. For differentiation of non-holomorphic functions involving complex inputs or integer inputs, use jax.jvp directly.`);
};

const of = (name: "jacfwd" | "jacrev", derive: Derive, as: string = name) => native(`${as}(fun, argnums=0, has_aux=False, holomorphic=False, allow_int=False)`, (machine, a) => {
  refuse(machine, `jax.${as}`, "holomorphic", a.holomorphic);
  return jacobian(machine, a.fun!, a.argnums!, machine.truth(a.has_aux!), name, derive);
});

export const jacfwd = of("jacfwd", byColumns);
export const jacrev = of("jacrev", byRows);
export const jacobianOf = of("jacrev", byRows, "jacobian");

export const hessian = native("hessian(fun, argnums=0, has_aux=False, holomorphic=False)", (machine, a) => {
  refuse(machine, "jax.hessian", "holomorphic", a.holomorphic);
  const hasAux = machine.truth(a.has_aux!);
  return jacobian(machine, jacobian(machine, a.fun!, a.argnums!, hasAux, "jacrev", byRows), a.argnums!, hasAux, "jacfwd", byColumns);
});
