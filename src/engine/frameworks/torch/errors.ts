/** Exceptions in PyTorch's own words, and the problem for what is not there yet. */
import type { Machine } from "../../python/machine.js";
import { type PyRaise, Unsupported } from "../../python/object.js";
import { PyPlaceholder } from "../../python/values/function.js";
import { frameworkMessages as say } from "../messages.js";

export const runtimeError = (machine: Machine, message: string): PyRaise => machine.raise("RuntimeError", message);
export const typeError = (machine: Machine, message: string): PyRaise => machine.raise("TypeError", message);
export const valueError = (machine: Machine, message: string): PyRaise => machine.raise("ValueError", message);
export const indexError = (machine: Machine, message: string): PyRaise => machine.raise("IndexError", message);

export const unsupported = (what: string): Unsupported => new Unsupported("unsupported-call", say.unsupportedName(what));
/** Stands for a name that PyTorch has and this engine does not: a problem when it is used, not before. */
export const placeholder = (name: string): PyPlaceholder => new PyPlaceholder("unsupported-call", say.unsupportedName(name));
