/** `jacrev`, `jacfwd`, `hessian`: a row for every element of the output, or a column for every element of the input. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { isInt, numberOf } from "../../arguments.js";
import { valueError } from "../errors.js";
import { argnumsOf, chosen, tensorsOf, withoutAux, wrapping } from "./arguments.js";
import { leaving, recordingAs, runOn } from "./differentiate.js";
import { releasing } from "./gradient.js";
import { withRandomness } from "./random.js";
import { byColumns, byRows, elements } from "./rows.js";

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
