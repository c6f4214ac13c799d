/** Ufuncs written as functions on nodes or on numbers. */
import type { Machine } from "../../python/machine.js";
import { PyTuple, type Value } from "../../python/object.js";
import { broadcastTo, toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { PyArray, resultOf } from "./array-type.js";
import { castTo, need, numberLeaf, run } from "./call.js";
import { dtypeArgument } from "./dtype.js";
import { tightShape } from "./printing.js";
import { type Elementwise, PyUfunc } from "./ufunc.js";
import { writeWhole } from "./writing.js";

/** A ufunc of `nin` inputs from what it does to nodes; `out`, `where` and `dtype` as all have them. */
export function ufunc(name: string, nin: number, work: Elementwise): PyUfunc {
  return new PyUfunc(name, nin, (machine, args, keywords) => {
    if (args.length < nin) throw machine.raise("TypeError", `${name}() takes from ${nin} to ${nin + 1} positional arguments but ${args.length} were given`);
    const dtype = dtypeArgument(keywords.get("dtype") ?? null);
    const inputs = args.slice(0, nin).map((one) => (dtype ? castTo(machine, need(machine, one), dtype) : need(machine, one)));
    const node = work(machine, inputs);
    const given = args[nin] ?? keywords.get("out") ?? null;
    const out = given instanceof PyTuple ? given.items[0]! : given;
    const where = keywords.get("where") ?? true;
    const chosen = where === true ? node : run(machine, "where", [need(machine, where), node, out instanceof PyArray ? out.tracedNode(machine) : machine.trace.number(0)]);
    return out instanceof PyArray ? writeWhole(machine, out, chosen, name) : resultOf(chosen);
  }, work);
}

export type Kinds = "ints" | "floats" | "any";

const refused = (machine: Machine, name: string): Error =>
  machine.raise("TypeError", `ufunc '${name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`);

/** Numbers in, numbers out: no gradient. `result` null: the inputs' common dtype. */
export function onNumbers(name: string, kinds: Kinds, result: Dtype | null, work: (a: number, b: number) => number, nin: 1 | 2 = 2): PyUfunc {
  return ufunc(name, nin, (machine, nodes) => {
    const common = numpyPromotion.common(nodes);
    if (kinds === "ints" && isFloating(common)) throw refused(machine, name);
    const dtype = kinds === "floats" ? numpyPromotion.float(common) : common;
    const shape = broadcastShapes(...nodes.map((node) => node.value.shape));
    if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${nodes.map((node) => tightShape(node.value.shape)).join(" ")} `);
    const columns = nodes.map((node) => toNumbers(broadcastTo(node.value, shape)));
    const [first, second] = columns;
    return numberLeaf(machine, result ?? dtype, shape, first!.map((a, i) => work(a, second ? second[i]! : 0)));
  });
}

export const both = (x: Node, y: Node): Value => new PyTuple([resultOf(x), resultOf(y)]);
