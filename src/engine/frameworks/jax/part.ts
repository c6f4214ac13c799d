/** What a part of JAX adds: full module name → its members, made when the module is first imported in a run. */
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";

export type Part = Readonly<Record<string, (machine: Machine) => Iterable<readonly [string, Value]>>>;

/** Functions under their own names. */
export const named = (members: readonly PyBuiltin[]): [string, Value][] => members.map((one) => [one.name, one]);
