/** autograd.extend: functions that are not looked into, with gradient rules of the program's own. */
import { type Card, defineStructural, type RuleContext, type TangentContext } from "../../ops/define.js";
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyObject, PyType, TracedObject, Unsupported, type Value } from "../../python/object.js";
import type { Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { intArgument, isSequence } from "../arguments.js";
import { arrayOf, type Numeric, PyArray, resultOf } from "../numpy/array-type.js";
import { need } from "../numpy/call.js";
import { autogradMessages as say } from "./messages.js";

const primitiveType = new PyType("primitive", [objectType], "autograd.tracer");

class PyPrimitive extends PyObject {
  /** By argument: `vjpmaker(ans, *args)` gives the function of the cotangent; None: no gradient. */
  readonly vjps = new Map<number, Value>();
  /** By argument: `jvp(g, ans, *args)`; "same": the function itself on g. */
  readonly jvps = new Map<number, Value>();
  constructor(readonly callee: Value) { super(); }
  get type(): PyType { return primitiveType; }
}

primitiveType.dict.set("__call__", new PyBuiltin("__call__", (machine, [self, ...args], keywords) => applied(machine, self as PyPrimitive, args, keywords))); // bound to the type
primitiveType.dict.set("__name__", "primitive");

/** What the function computes leaves nothing on the tape. */
function quietly(machine: Machine, work: () => Value): Value {
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    return work();
  } finally {
    machine.trace.recording = recording;
  }
}

function applied(machine: Machine, primitive: PyPrimitive, args: readonly Value[], keywords: Keywords): Value {
  const places = args.flatMap((one, i) => (one instanceof TracedObject ? [i] : []));
  const answer = quietly(machine, () => machine.call(primitive.callee, args, keywords));
  const value = machine.nodeOf(answer)?.value;
  if (!value || !places.length) return answer;
  const inputs = places.map((place) => need(machine, args[place]));
  const node: Node = machine.trace.run(cardOf(machine, primitive, places, args, keywords, value), inputs, {}, numpyPromotion);
  return answer instanceof PyArray ? arrayOf(node) : resultOf(node);
}

function cardOf(machine: Machine, primitive: PyPrimitive, places: readonly number[], args: readonly Value[], keywords: Keywords, value: Node["value"]): Card {
  const name = nameOf(machine, primitive);
  const valueOf = (node: Node): Numeric => resultOf(node);
  /** The arguments with the nodes of this moment in their places: a rule may be differentiated in turn. */
  const given = (list: readonly Node[]): Value[] => args.map((one, i) => (places.includes(i) ? (one instanceof PyArray ? arrayOf(list[places.indexOf(i)]!) : valueOf(list[places.indexOf(i)]!)) : one));
  const vjp = (c: RuleContext, i: number): Node => {
    const maker = primitive.vjps.get(places[i]!);
    if (maker === undefined) throw machine.raise("NotImplementedError", `VJP of ${name} wrt argnums (${places[i]},) not defined`);
    if (maker === null) return c.ops.zerosLike(c.list[i]!);
    return need(machine, machine.call(machine.call(maker, [valueOf(c.out), ...given(c.list)], keywords), [valueOf(c.g)]));
  };
  const jvp = (c: TangentContext): Node => {
    const parts = c.tangentList.flatMap((tangent, i) => {
      if (!tangent) return [];
      const rule = primitive.jvps.get(places[i]!);
      if (rule === undefined) throw new Unsupported("unsupported-call", say.forward(name));
      const whole = given(c.list);
      if (rule === "same") return [need(machine, machine.call(primitive, whole.map((one, k) => (k === places[i] ? valueOf(tangent) : one)), keywords))];
      return rule === null ? [] : [need(machine, machine.call(rule, [valueOf(tangent), valueOf(c.out), ...whole], keywords))];
    });
    return parts.length ? parts.reduce((a, b) => c.ops.add(a, b)) : c.ops.zerosLike(c.out);
  };
  return defineStructural({
    name, inputs: ["tensors..."], dtype: "first", sentence: say.ownRule, spellings: [], samples: () => [],
    shape: () => value.shape, forward: () => value, fixed: true, vjp: {}, vjpEach: vjp, jvp,
    formula: { value: { text: `${name}({tensors})`, latex: `\\operatorname{${name.replace(/_/g, "\\_")}}({tensors})` }, derivatives: { "tensors...": { text: "the program's own vjp", latex: "\\operatorname{vjp}({gy})" } } },
  });
}

const nameOf = (machine: Machine, primitive: PyPrimitive): string => {
  const name = machine.findAttribute(primitive.callee, "__name__");
  return typeof name === "string" ? name : "primitive";
};

function rules(machine: Machine, into: (of: PyPrimitive) => Map<number, Value>, args: readonly Value[], keywords: Keywords): null {
  const [of, ...makers] = args;
  if (!(of instanceof PyPrimitive)) throw new Unsupported("unsupported-call", say.name(say.numpyFunction));
  const argnums = keywords.get("argnums") ?? null;
  const places = isSequence(argnums) ? argnums.items.map((one) => intArgument(machine, one, "argnums")) : makers.map((_, i) => i);
  makers.forEach((maker, i) => into(of).set(places[i]!, maker));
  return null;
}

const defvjp = new PyBuiltin("defvjp", (machine, args, keywords) => rules(machine, (of) => of.vjps, args, keywords), "static");

export const EXTEND: readonly PyBuiltin[] = [
  native("primitive(f_raw)", (_, a) => new PyPrimitive(a.f_raw!)),
  defvjp,
  new PyBuiltin("defjvp", (machine, args, keywords) => rules(machine, (of) => of.jvps, args, keywords), "static"),
];
