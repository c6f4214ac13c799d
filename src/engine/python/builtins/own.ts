/** How the room's own types get their methods, marked so that a user's override can be told from them. */

import { type Arguments, type Bound, bind, signature } from "../define-native.js";
import type { Machine } from "../machine.js";
import { type Keywords, PyBuiltin, type PyGetter, type PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";

const OWN = new WeakSet<PyBuiltin>();

/** Whether this attribute is a built-in type's own. */
export const isOwn = (value: Value): boolean => value instanceof PyBuiltin && OWN.has(value);

// Every machine is a Runtime; natives outside this room see only its door.
const asRuntime = (machine: Machine): Runtime => machine as Runtime;

export type Method = (rt: Runtime, a: Arguments, bound: Bound) => Value;
export type RawMethod = (rt: Runtime, args: readonly Value[], keywords: Keywords) => Value;

interface Options { readonly binding?: PyBuiltin["binding"]; readonly traced?: boolean }

/** A native by signature; `traced`: traced ints arrive as they are. */
export function method(text: string, run: Method, { binding = "method", traced = false }: Options = {}): PyBuiltin {
  const parsed = signature(text);
  return new PyBuiltin(parsed.name, (machine, args, keywords) => {
    const bound = bind(machine, parsed, args, keywords);
    return run(asRuntime(machine), bound.values, bound);
  }, binding, traced);
}

/** A native that reads its arguments itself. Keeps traced ints unless told otherwise. */
export const raw = (name: string, run: RawMethod, { binding = "method", traced = true }: Options = {}): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords) => {
    try {
      return run(asRuntime(machine), args, keywords);
    } catch (error) {
      // It read an argument that was not given.
      if (error instanceof TypeError && error.message.includes("undefined") && args.length < 4) throw asRuntime(machine).raise("TypeError", `${name} expected ${args.length + 1} argument${args.length ? "s" : ""}, got ${args.length}`);
      throw error;
    }
  }, binding, traced);

/** Puts them into a type's dict and marks them. */
export function own(type: PyType, members: readonly (PyBuiltin | PyGetter)[]): void {
  for (const member of members) {
    type.dict.set(member.name, member);
    if (member instanceof PyBuiltin && type.module === "builtins") OWN.add(member);
  }
}

/** What every object has by way of `object`, apart from its dict so that lookups which find nothing stay short. */
export const OBJECT_METHODS = new Map<string, PyBuiltin>();
