/** A distribution of scipy.stats: its log density (or mass) in cards, and what follows from it. */
import { bind, signature } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyInstance, PyType, Unsupported, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import type { Operations } from "../../ops/operations.js";
import { resultOf } from "../numpy/array-type.js";
import { castTo, need, operationsOf } from "../numpy/call.js";
import { scipyMessages as say } from "./messages.js";

/** Functions of the standardized value z = (x − loc)/scale and the shape parameters. */
export interface Distribution {
  readonly name: string;
  readonly shapes: readonly string[];
  readonly discrete?: boolean;
  readonly logDensity: (o: Operations, z: Node, shapes: readonly Node[]) => Node;
  readonly logCdf?: (o: Operations, z: Node, shapes: readonly Node[]) => Node;
  readonly cdf?: (o: Operations, z: Node, shapes: readonly Node[]) => Node;
  readonly survival?: (o: Operations, z: Node, shapes: readonly Node[]) => Node;
  readonly quantile?: (o: Operations, q: Node, shapes: readonly Node[]) => Node;
  /** In standard form; null: not here. */
  readonly mean?: (o: Operations, shapes: readonly Node[]) => Node;
}

const floats = (machine: Machine, value: Value): Node => {
  const node = need(machine, value);
  return isFloating(node.value.dtype) ? node : castTo(machine, node, "float64");
};

type Work = (o: Operations, z: Node, shapes: readonly Node[], scale: Node) => Node;

/** `norm.logpdf(x, loc=0, scale=1)` from what is known of the standard form. */
function member(of: Distribution, name: string, argument: string, work: Work): PyBuiltin {
  const parsed = signature(`${name}(${[argument, ...of.shapes].join(", ")}, loc=0${of.discrete ? "" : ", scale=1"})`);
  return new PyBuiltin(name, (machine, args, keywords) => {
    const { values } = bind(machine, parsed, args, keywords);
    const o = operationsOf(machine);
    const [loc, scale] = [need(machine, values.loc), need(machine, values.scale ?? 1)];
    const shapes = of.shapes.map((one) => floats(machine, values[one]!));
    const given = floats(machine, values[argument]!);
    if (argument === "q") return resultOf(o.add(o.mul(work(o, given, shapes, scale), scale), loc));
    const plain = values.loc === 0 && (values.scale ?? 1) === 1;
    return resultOf(work(o, plain ? given : o.div(o.sub(given, loc), scale), shapes, scale));
  }, "static");
}

function members(of: Distribution): PyBuiltin[] {
  const { logDensity, logCdf, cdf, survival, quantile } = of;
  const kind = of.discrete ? "pmf" : "pdf";
  const log: Work = (o, z, shapes, scale) => o.sub(logDensity(o, z, shapes), o.unary("log", o.cast(scale, "float64")));
  const argument = of.discrete ? "k" : "x";
  return [
    member(of, `log${kind}`, argument, log),
    member(of, kind, argument, (o, z, shapes, scale) => o.unary("exp", log(o, z, shapes, scale))),
    ...(cdf ? [member(of, "cdf", argument, cdf)] : []),
    ...(cdf ? [member(of, "sf", argument, survival ?? ((o, z, shapes) => o.sub(o.constant(1), cdf(o, z, shapes))))] : []),
    ...(cdf ? [member(of, "logcdf", argument, logCdf ?? ((o, z, shapes) => o.unary("log", cdf(o, z, shapes))))] : []),
    ...(cdf ? [member(of, "logsf", argument, (o, z, shapes) => o.unary("log", (survival ?? ((p, y, s) => p.sub(p.constant(1), cdf(p, y, s))))(o, z, shapes)))] : []),
    ...(quantile ? [member(of, "ppf", "q", quantile)] : []),
  ];
}

/** The object `scipy.stats.norm`; called with parameters it gives the same with them fixed. */
export function distributionObject(of: Distribution): PyInstance {
  const type = new PyType(`${of.name}_gen`, [objectType], "scipy.stats");
  const list = members(of);
  const object = new PyInstance(type);
  for (const one of list) object.dict.set(one.name, one);
  for (const name of ["rvs", "fit", "stats", "expect", "interval", "moment"]) object.dict.set(name, new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.name(`scipy.stats.${of.name}.${name}`)); }, "static"));
  type.dict.set("__call__", new PyBuiltin("__call__", (_, [, ...given], keywords) => frozen(type, list, given, keywords)));
  return object;
}

function frozen(type: PyType, list: readonly PyBuiltin[], given: readonly Value[], keywords: Keywords): PyInstance {
  const object = new PyInstance(new PyType("rv_frozen", [objectType], type.module));
  for (const one of list) object.dict.set(one.name, new PyBuiltin(one.name, (machine, args, named) => one.call(machine, [...args, ...given], new Map([...keywords, ...named])), "static"));
  return object;
}
