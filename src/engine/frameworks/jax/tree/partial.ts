/** `jax.tree_util.Partial`: a partial application whose arguments are leaves. */
import { define } from "../../../python/define-native.js";
import { type Keywords, objectType, PyBuiltin, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import type { Machine } from "../../../python/machine.js";
import { buildIn } from "./containers.js";

export const partialType = new PyType("Partial", [objectType], "jax._src.tree_util");

const part = (self: Value | undefined, name: "func" | "args" | "keywords"): Value => (self as PyInstance).dict.get(`_${name}`)!; // set by __new__
const argsOf = (self: Value | undefined): readonly Value[] => (part(self, "args") as PyTuple).items; // as above

function make(callee: Value, args: readonly Value[], keywords: Value): PyInstance {
  const made = new PyInstance(partialType);
  made.dict.set("_func", callee).set("_args", new PyTuple(args)).set("_keywords", keywords);
  return made;
}
/** A callable whose closed-over arguments a transformation may see. */
export const partialOf = (machine: Machine, callee: Value, args: readonly Value[]): Value => make(callee, args, machine.makeDict([]));

const keywordsOf = (machine: Machine, self: Value | undefined): Keywords => new Map(machine.dictEntries(part(self, "keywords")).map(([name, value]) => [machine.str(name), value]));

define(partialType, [
  new PyBuiltin("__new__", (machine, [, callee = null, ...args], keywords) => {
    if (!(callee instanceof PyInstance) || callee.type !== partialType) return make(callee, args, machine.makeDict(keywords));
    return make(part(callee, "func"), [...argsOf(callee), ...args], machine.makeDict([...keywordsOf(machine, callee), ...keywords]));
  }, "static"),
  new PyBuiltin("__init__", () => null),
  new PyBuiltin("__call__", (machine, [self, ...args], keywords) => machine.call(part(self, "func"), [...argsOf(self), ...args], new Map([...keywordsOf(machine, self), ...keywords]))),
  new PyBuiltin("__repr__", (machine, [self]) => `Partial(${[machine.repr(part(self, "func")), ...argsOf(self).map((one) => machine.repr(one)), ...[...keywordsOf(machine, self)].map(([name, value]) => `${name}=${machine.repr(value)}`)].join(", ")})`),
  ...(["func", "args", "keywords"] as const).map((name) => new PyGetter(name, (_, self) => part(self, name))),
]);

buildIn(partialType, {
  flatten: (_, value) => ({ children: [part(value, "args"), part(value, "keywords")], data: part(value, "func") }),
  unflatten: (_, data, [args = null, keywords = null]) => make(data, (args as PyTuple).items, keywords), // as they came apart
  keys: null,
});
