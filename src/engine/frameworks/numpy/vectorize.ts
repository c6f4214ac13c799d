/** numpy.vectorize: calls the function once an element. */
import { PyBuiltin, PyList, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { broadcastShapes } from "../../tensor/shape.js";
import { arrayOf } from "./array-type.js";
import { flat, need, run } from "./call.js";
import { arrayFrom } from "./from-values.js";

export const vectorized = (callee: Value): PyBuiltin =>
  new PyBuiltin("vectorize", (machine, args) => {
    const nodes = args.map((value) => need(machine, value));
    const shape = broadcastShapes(...nodes.map((node) => node.value.shape)) ?? [];
    const columns = nodes.map((node) => [...machine.iterate(arrayOf(flat(machine, run(machine, "expand", [node], { shape }))))]);
    const count = toNumbers(run(machine, "expand", [nodes[0]!], { shape }).value).length;
    const values = Array.from({ length: count }, (_, i) => machine.call(callee, columns.map((column) => column[i]!)));
    return arrayOf(run(machine, "reshape", [arrayFrom(machine, new PyList(values), null)], { shape }));
  }, "static");
