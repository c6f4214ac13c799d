/** `torch.distributions.transforms`: y = f(x), its inverse, and ln |dy/dx|. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, bind, define, native, signature } from "../../../python/define-native.js";
import { objectType, PyBuiltin, PyFloat, PyGetter, PyInstance, PyList, PyType, type Value } from "../../../python/object.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { isNumber, numberOf } from "../../arguments.js";
import { full } from "../../../tensor/array.js";
import { made } from "../creation.js";
import { callNamed } from "../dispatch.js";
import { valueError } from "../errors.js";
import { asTensor, isTensor } from "../tensor.js";
import { type Constraint, type ConstraintName, CONSTRAINTS, independent } from "./constraints.js";
import { instance } from "./distribution.js";
import { epsOf, tinyOf } from "./drawing.js";
import { sumRightmost } from "./family.js";
import { evaluate, type Functions } from "./formula.js";

export const transformType = new PyType("Transform", [objectType], "torch.distributions.transforms");
export const isTransform = (value: Value | undefined): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(transformType);

const inverseType = new PyType("_InverseTransform", [transformType], "torch.distributions.transforms");
const backwards = (self: PyInstance): PyInstance => {
  const made = new PyInstance(inverseType);
  made.dict.set("_inv", self);
  return made;
};
const forwards = (self: Value): PyInstance => instance(instance(self).dict.get("_inv")); // set by backwards

/** With `cache_size=1` the last pair is remembered, so that the inverse of a result is exactly what it came from. */
interface Pair {
  readonly x: Value;
  readonly y: Value;
}
const pairs = new WeakMap<PyInstance, Pair>();
const remembers = (machine: Machine, self: PyInstance): boolean => machine.truth(self.dict.get("_cache_size") ?? 0);

function forward(machine: Machine, self: PyInstance, x: Value): Value {
  const known = pairs.get(self);
  if (known?.x === x) return known.y;
  const y = machine.call(machine.getAttribute(self, "_call"), [x]);
  if (remembers(machine, self)) pairs.set(self, { x, y });
  return y;
}
function backward(machine: Machine, self: PyInstance, y: Value): Value {
  const known = pairs.get(self);
  if (known?.y === y) return known.x;
  const x = machine.call(machine.getAttribute(self, "_inverse"), [y]);
  if (remembers(machine, self)) pairs.set(self, { x, y });
  return x;
}

const sameShape = (name: string): PyBuiltin => native(`${name}(self, shape)`, (_, a) => a.shape!);

define(transformType, [
  native("__init__(self, cache_size=0)", (_, a) => {
    instance(a.self).dict.set("_cache_size", a.cache_size!);
    return null;
  }),
  new PyBuiltin("__call__", (machine, [self, x]) => forward(machine, instance(self), x!)),
  native("_inv_call(self, y)", (machine, a) => backward(machine, instance(a.self), a.y!)),
  new PyGetter("inv", (_, self) => backwards(instance(self))),
  new PyGetter("sign", (machine) => { throw machine.raise("NotImplementedError", ""); }),
  new PyBuiltin("__eq__", (_, [self, other]) => self === other),
  new PyBuiltin("__hash__", () => 1),
  sameShape("forward_shape"), sameShape("inverse_shape"),
  new PyBuiltin("__repr__", (_, [self]) => `${instance(self).type.name}()`),
]);
transformType.dict.set("bijective", false);

define(inverseType, [
  new PyBuiltin("__call__", (machine, [self, x]) => machine.call(machine.getAttribute(forwards(self!), "_inv_call"), [x!])),
  native("_inv_call(self, y)", (machine, a) => machine.call(forwards(a.self!), [a.y!])),
  native("log_abs_det_jacobian(self, x, y)", (machine, a) => machine.call(machine.getAttribute(machine.call(machine.getAttribute(forwards(a.self!), "log_abs_det_jacobian"), [a.y!, a.x!]), "__neg__"), [])),
  new PyGetter("inv", (_, self) => forwards(self)),
  new PyGetter("domain", (machine, self) => machine.getAttribute(forwards(self), "codomain")),
  new PyGetter("codomain", (machine, self) => machine.getAttribute(forwards(self), "domain")),
  new PyGetter("sign", (machine, self) => machine.getAttribute(forwards(self), "sign")),
  new PyGetter("bijective", (machine, self) => machine.getAttribute(forwards(self), "bijective")),
  native("forward_shape(self, shape)", (machine, a) => machine.call(machine.getAttribute(forwards(a.self!), "inverse_shape"), [a.shape!])),
  native("inverse_shape(self, shape)", (machine, a) => machine.call(machine.getAttribute(forwards(a.self!), "forward_shape"), [a.shape!])),
  new PyBuiltin("__repr__", (machine, [self]) => `_InverseTransform(${machine.repr(forwards(self!))})`),
]);

interface Definition {
  readonly signature: string;
  readonly domain: ConstraintName;
  readonly codomain: ConstraintName;
  /** Formulas of x; of y; of both. */
  readonly forward: string;
  readonly inverse: string;
  readonly logDet?: string;
  readonly sign?: number;
  readonly bijective?: boolean;
}

const FUNCTIONS: Functions = {
  softplus: (machine, args) => callNamed(machine, "torch.nn.functional.softplus", args),
  within_unit: (machine, [x]) => machine.call(machine.getAttribute(x!, "clamp"), [], new Map([["min", new PyFloat(tinyOf(asTensor(x).dtype))], ["max", new PyFloat(1 - epsOf(asTensor(x).dtype))]])),
};

function defineTransform(d: Definition, more: readonly (PyBuiltin | PyGetter)[] = [], keep?: (machine: Machine, self: PyInstance, a: Arguments) => void): PyType {
  const parsed = signature(d.signature);
  const type = new PyType(parsed.name, [transformType], "torch.distributions.transforms");
  const names = (machine: Machine, self: PyInstance, own: Readonly<Record<string, Value>>) => (name: string): Value | undefined => own[name] ?? machine.findAttribute(self, name);
  type.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], keywords) => {
    const { values } = bind(machine, { ...parsed, name: `${parsed.name}.__init__` }, args, keywords);
    for (const [name, value] of Object.entries(values)) instance(self).dict.set(name === "cache_size" ? "_cache_size" : name, value);
    keep?.(machine, instance(self), values);
    return null;
  }, "method", true));
  type.dict.set("domain", CONSTRAINTS[d.domain]);
  type.dict.set("codomain", CONSTRAINTS[d.codomain]);
  type.dict.set("bijective", d.bijective ?? true);
  if (d.sign !== undefined) type.dict.set("sign", d.sign);
  const { logDet } = d;
  return define(type, [
    native("_call(self, x)", (machine, a) => evaluate(machine, d.forward, names(machine, instance(a.self), { x: a.x! }), FUNCTIONS)),
    native("_inverse(self, y)", (machine, a) => evaluate(machine, d.inverse, names(machine, instance(a.self), { y: a.y! }), FUNCTIONS)),
    ...(logDet ? [native("log_abs_det_jacobian(self, x, y)", (machine, a) => evaluate(machine, logDet, names(machine, instance(a.self), { x: a.x!, y: a.y! }), FUNCTIONS))] : []),
    new PyBuiltin("__eq__", (_, [self, other]) => isTransform(other) && other.type === instance(self).type),
    ...more,
  ]);
}

/** The shape together with the parameters'. */
const broadcastWith = (...parameters: string[]) => (name: string): PyBuiltin => native(`${name}(self, shape)`, (machine, a) => {
  const shapes = parameters.flatMap((one) => {
    const value = instance(a.self).dict.get(one);
    return isTensor(value) ? [value.shape] : [];
  });
  const given = [...machine.iterate(a.shape!)].map(Number);
  return machine.getAttribute(made(machine, full("bool", broadcastShapes(given, ...shapes) ?? given, 0)), "shape");
});
const shaped = (...parameters: string[]): PyBuiltin[] => ["forward_shape", "inverse_shape"].map(broadcastWith(...parameters));

export const expTransform = defineTransform({ signature: "ExpTransform(cache_size=0)", domain: "real", codomain: "positive", forward: "exp(x)", inverse: "log(y)", logDet: "x", sign: 1 });
const sigmoidTransform = defineTransform({ signature: "SigmoidTransform(cache_size=0)", domain: "real", codomain: "unit_interval", forward: "within_unit(sigmoid(x))", inverse: "v = within_unit(y); log(v) - log1p(-v)", logDet: "-softplus(-x) - softplus(x)", sign: 1 });
const tanhTransform = defineTransform({ signature: "TanhTransform(cache_size=0)", domain: "real", codomain: "signed_unit", forward: "tanh(x)", inverse: "atanh(y)", logDet: "2.0 * (log(2.0) - x - softplus(-2.0 * x))", sign: 1 });
export const absTransform = defineTransform({ signature: "AbsTransform(cache_size=0)", domain: "real", codomain: "positive", forward: "x.abs()", inverse: "y", bijective: false });
const softplusTransform = defineTransform({ signature: "SoftplusTransform(cache_size=0)", domain: "real", codomain: "positive", forward: "softplus(x)", inverse: "(-y).expm1().neg().log() + y", logDet: "-softplus(-x)", sign: 1 });
export const powerTransform = defineTransform({ signature: "PowerTransform(exponent, cache_size=0)", domain: "positive", codomain: "positive", forward: "x.pow(exponent)", inverse: "y.pow(1 / exponent)", logDet: "(exponent * y / x).abs().log()" }, [...shaped("exponent"), new PyGetter("sign", (machine, self) => machine.call(machine.getAttribute(machine.getAttribute(self, "exponent"), "sign"), []))], (machine, self, a) => {
  if (isNumber(a.exponent!)) self.dict.set("exponent", made(machine, full("float32", [], numberOf(a.exponent))));
});
const softmaxTransform = defineTransform({ signature: "SoftmaxTransform(cache_size=0)", domain: "real_vector", codomain: "simplex", forward: "p = (x - x.amax(-1, True)).exp(); p / p.sum(-1, True)", inverse: "y.log()", bijective: false });

const affineParts = (event: number): Constraint => (event === 0 ? CONSTRAINTS.real : independent(CONSTRAINTS.real, event));
const eventDim = (self: Value): number => numberOf(instance(self).dict.get("event_dim") as number); // an int by its signature
export const affineTransform = defineTransform(
  { signature: "AffineTransform(loc, scale, event_dim=0, cache_size=0)", domain: "real", codomain: "real", forward: "loc + scale * x", inverse: "(y - loc) / scale" },
  [
    ...shaped("loc", "scale"),
    new PyGetter("domain", (_, self) => affineParts(eventDim(self))), new PyGetter("codomain", (_, self) => affineParts(eventDim(self))),
    new PyGetter("sign", (machine, self) => {
      const scale = machine.getAttribute(self, "scale");
      return isNumber(scale) ? Math.sign(numberOf(scale)) : machine.call(machine.getAttribute(scale, "sign"), []);
    }),
    native("log_abs_det_jacobian(self, x, y)", (machine, a) => {
      const self = instance(a.self);
      const scale = machine.getAttribute(self, "scale");
      const x = asTensor(a.x);
      const event = eventDim(self);
      const each = isNumber(scale) ? made(machine, full(x.dtype, x.shape, Math.log(Math.abs(numberOf(scale))))) : machine.call(machine.getAttribute(evaluate(machine, "abs(scale).log()", () => scale), "expand"), [...(broadcastShapes(x.shape, asTensor(scale).shape) ?? x.shape)]);
      return sumRightmost(machine, each, event);
    }),
  ],
);

/** Several, the first one first. */
export const composeType = new PyType("ComposeTransform", [transformType], "torch.distributions.transforms");
const partsOf = (self: Value | undefined): readonly Value[] => (instance(self).dict.get("parts") as PyList).items; // set by __init__
const dims = (machine: Machine, part: Value): { readonly domain: number; readonly codomain: number } => ({ domain: (machine.getAttribute(part, "domain") as Constraint).eventDim, codomain: (machine.getAttribute(part, "codomain") as Constraint).eventDim }); // constraints by their names

/** Axes of one event before the first and after the last. */
export function composedDims(machine: Machine, parts: readonly Value[]): { readonly domain: number; readonly codomain: number } {
  const all = parts.map((part) => dims(machine, part));
  let domain = all.at(-1)?.codomain ?? 0;
  for (const one of all.toReversed()) domain = Math.max(domain + one.domain - one.codomain, one.domain);
  let codomain = all[0]?.domain ?? 0;
  for (const one of all) codomain = Math.max(codomain + one.codomain - one.domain, one.codomain);
  return { domain, codomain };
}

define(composeType, [
  native("__init__(self, parts, cache_size=0)", (machine, a) => {
    instance(a.self).dict.set("parts", new PyList([...machine.iterate(a.parts!)]));
    return null;
  }),
  new PyBuiltin("__call__", (machine, [self, x]) => partsOf(self).reduce<Value>((value, part) => machine.call(part, [value]), x!)),
  new PyGetter("inv", (machine, self) => {
    const inverse = new PyInstance(composeType);
    inverse.dict.set("parts", new PyList(partsOf(self).toReversed().map((part) => machine.getAttribute(part, "inv"))));
    return inverse;
  }),
  native("_inv_call(self, y)", (machine, a) => partsOf(a.self).toReversed().reduce<Value>((value, part) => machine.call(machine.getAttribute(part, "_inv_call"), [value]), a.y!)),
  native("log_abs_det_jacobian(self, x, y)", (machine, a) => {
    const parts = partsOf(a.self);
    let { domain } = composedDims(machine, parts);
    let x: Value = a.x!;
    let total: Value = 0;
    for (const part of parts) {
      const y = machine.call(part, [x]);
      const own = dims(machine, part);
      total = machine.binary("+", total, sumRightmost(machine, machine.call(machine.getAttribute(part, "log_abs_det_jacobian"), [x, y]), domain - own.domain));
      domain += own.codomain - own.domain;
      x = y;
    }
    return total;
  }),
  new PyGetter("domain", (machine, self) => machine.getAttribute(partsOf(self)[0] ?? null, "domain")), new PyGetter("codomain", (machine, self) => machine.getAttribute(partsOf(self).at(-1) ?? null, "codomain")),
  new PyGetter("bijective", (machine, self) => partsOf(self).every((part) => machine.truth(machine.getAttribute(part, "bijective")))),
  new PyGetter("sign", (machine, self) => partsOf(self).reduce<Value>((sign, part) => machine.binary("*", sign, machine.getAttribute(part, "sign")), 1)),
  native("forward_shape(self, shape)", (machine, a) => partsOf(a.self).reduce<Value>((shape, part) => machine.call(machine.getAttribute(part, "forward_shape"), [shape]), a.shape!)),
  native("inverse_shape(self, shape)", (machine, a) => partsOf(a.self).toReversed().reduce<Value>((shape, part) => machine.call(machine.getAttribute(part, "inverse_shape"), [shape]), a.shape!)),
  new PyBuiltin("__repr__", (machine, [self]) => `ComposeTransform(\n    ${partsOf(self).map((part) => machine.repr(part)).join(",\n    ")}\n)`),
]);

export function transformsIn(machine: Machine, value: Value): PyInstance[] {
  if (isTransform(value)) return [value];
  if (!(value instanceof PyList)) throw valueError(machine, `transforms must be a Transform or list, but was ${machine.str(value)}`);
  return value.items.map((one) => {
    if (isTransform(one)) return one;
    throw valueError(machine, "transforms must be a Transform or a list of Transforms");
  });
}

export const TRANSFORM_MEMBERS: readonly [string, Value][] = [
  ["Transform", transformType], ["ComposeTransform", composeType], ["identity_transform", new PyBuiltin("identity_transform", (machine) => machine.call(composeType, [new PyList([])]))],
  ...[expTransform, sigmoidTransform, tanhTransform, absTransform, softplusTransform, powerTransform, softmaxTransform, affineTransform].map((type): [string, Value] => [type.name, type]),
];
