/** `jax.flatten_util.ravel_pytree`: a tree's numbers as one vector, and the way back. */
import { native } from "../../../python/define-native.js";
import { PyBuiltin, PyTuple } from "../../../python/object.js";
import { sizeOf } from "../../../tensor/shape.js";
import { JaxArray, need } from "../array.js";
import { jnpOf } from "../jnp.js";
import { shapeText } from "../../numpy/printing.js";
import { castTo } from "../array.js";
import { named, type Part } from "../part.js";
import { leafArray } from "../transform/leaves.js";
import { flatten, unflatten } from "./structure.js";
import { promoted } from "../promotion.js";
import { zeros } from "../../../tensor/array.js";

const ravel = native("ravel_pytree(pytree)", (machine, a) => {
  const { leaves, structure } = flatten(machine, a.pytree!);
  const arrays = leaves.map((leaf) => leafArray(machine, leaf));
  const j = jnpOf(machine);
  const { nodes } = promoted(machine, arrays);
  const flat = nodes.length ? j.cat(nodes.map((node) => j.ravel(new JaxArray(node))), 0) : new JaxArray(machine.trace.leaf(zeros("float32", [0]), { kind: "computed" }));
  const back = new PyBuiltin("unravel_pytree", (inner, [value = null]) => {
    const vector = need(inner, value, "unravel_pytree");
    if (vector.shape.join() !== flat.shape.join()) throw inner.raise("ValueError", `The unravel function expected an array of shape ${shapeText(flat.shape)}, got shape ${shapeText(vector.shape)}.`);
    let at = 0;
    return unflatten(inner, structure, arrays.map((one) => {
      const count = sizeOf(one.shape);
      const part = j.reshape(j.slice(vector, 0, at, at + count), one.shape);
      at += count;
      return new JaxArray(castTo(inner, part.node, one.dtype));
    }));
  }, "static");
  return new PyTuple([flat, back]);
});

export const RAVEL: Part = { "jax.flatten_util": () => named([ravel]) };
