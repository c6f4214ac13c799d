/** `jacrev`, `jacfwd`, `hessian`: a row for every element of the output, or a column for every element of the input. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { fromNumbers } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { isInt, numberOf } from "../../arguments.js";
import { valueError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { argnumsOf, chosen, tensorsOf, withoutAux, wrapping } from "./arguments.js";
import { leaving, pullback, pushforward, recordingAs, runOn } from "./differentiate.js";
import { releasing } from "./gradient.js";
import { tangentOr0 } from "./tangent.js";
import { withRandomness } from "./random.js";

/** A one at element `at` of the whole list, zeros elsewhere. */
function unit(nodes: readonly Node[], at: number): Node[] {
  let start = 0;
  return nodes.map(({ value }) => {
    const count = sizeOf(value.shape);
    const place = at - start;
    start += count;
    return constantNode(fromNumbers(value.dtype, value.shape, Array.from({ length: count }, (_, i) => (i === place ? 1 : 0))), false);
  });
}

const elements = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + sizeOf(node.value.shape), 0);

/** ∂outputs[o]/∂inputs[i], of shape [...output, ...input], by rows. */
function byRows(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): Node[][] {
  const { ops } = torchState(machine);
  const pull = pullback(machine, inputs, outputs);
  const rows = Array.from({ length: elements(outputs) }, (_, at) => pull(unit(outputs, at)));
  let start = 0;
  return outputs.map((output) => {
    const count = sizeOf(output.value.shape);
    const own = rows.slice(start, (start += count));
    return inputs.map((input, i) => {
      const shape = [...output.value.shape, ...input.value.shape];
      if (!count) return constantNode(fromNumbers(input.value.dtype, shape, []), false);
      return nameGradient(ops.reshape(ops.cat(own.map((row) => ops.reshape(row[i]!, [1, ...input.value.shape])), 0), shape), "ViewBackward0");
    });
  });
}

/** The same by columns. */
function byColumns(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): Node[][] {
  const { ops } = torchState(machine);
  const push = pushforward(machine, inputs, outputs);
  const columns = Array.from({ length: elements(inputs) }, (_, at) => push(unit(inputs, at)));
  return outputs.map((output, o) => {
    let start = 0;
    return inputs.map((input) => {
      const count = sizeOf(input.value.shape);
      const own = columns.slice(start, (start += count)).map((column) => tangentOr0(column[o]!, output));
      const shape = [...output.value.shape, ...input.value.shape];
      if (!count) return constantNode(fromNumbers(output.value.dtype, shape, []), false);
      return nameGradient(ops.reshape(ops.cat(own.map((column) => ops.unsqueeze(column, -1)), -1), shape), "ViewBackward0");
    });
  });
}

type Blocks = typeof byRows;

function transform(machine: Machine, callee: Value, argnums: Value, hasAux: boolean, blocks: Blocks, who: string, randomness: string | null): PyBuiltin {
  return wrapping(machine, callee, (inner, args) => {
    const { tree, replaced } = chosen(args, argnumsOf(inner, argnums, args.length));
    const run = (): ReturnType<typeof runOn> => runOn(inner, tree.leaves, (standIns) => inner.call(callee, replaced(standIns)), randomness === null ? "grad" : "jvp");
    const { inputs, result } = randomness === null ? run() : withRandomness(inner, randomness, elements(tree.leaves.flatMap((leaf) => inner.nodeOf(leaf) ?? [])), run);
    const { value, aux } = withoutAux(inner, result, hasAux, who);
    const outputs = tensorsOf(inner, value, who, who.startsWith("vjp") ? "vjp(f, ...)" : null);
    const jacobian = recordingAs(inner, true, () => blocks(inner, inputs, outputs.tensors.map((one) => one.node(inner))));
    const shown = outputs.tree.rebuild(jacobian.map((row) => tree.rebuild(row.map((node) => leaving(inner, node)))));
    return hasAux ? new PyTuple([shown, releasing(inner, aux)]) : shown;
  });
}

const reverse = (machine: Machine, callee: Value, argnums: Value, hasAux: boolean): PyBuiltin => transform(machine, callee, argnums, hasAux, byRows, "vjp(f, *primals)", null);
const forward = (machine: Machine, callee: Value, argnums: Value, hasAux: boolean, randomness: string): PyBuiltin => transform(machine, callee, argnums, hasAux, byColumns, "jvp(f, primals, tangents)", randomness);

export const JACOBIANS: readonly PyBuiltin[] = [
  native("jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False)", (machine, a) => {
    if (isInt(a.chunk_size!) && numberOf(a.chunk_size) <= 0) throw valueError(machine, "jacrev: `chunk_size` should be greater than 0.");
    return reverse(machine, a.func!, a.argnums!, machine.truth(a.has_aux!));
  }),
  native("jacfwd(func, argnums=0, has_aux=False, *, randomness='error')", (machine, a) => forward(machine, a.func!, a.argnums!, machine.truth(a.has_aux!), String(a.randomness))),
  native("hessian(func, argnums=0)", (machine, a) => forward(machine, reverse(machine, a.func!, a.argnums!, false), a.argnums!, false, "error")),
];
