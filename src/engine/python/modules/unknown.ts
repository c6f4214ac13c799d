/** What is not there: libraries, data and files nobody offers. What comes from them is unknown, and the run goes on beside it. */
import type { Machine } from "../machine.js";
import { pythonMessages as say } from "../messages.js";
import { objectType, PyBuiltin, type Keywords, PyList, PyTuple, PyType, Unsupported, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { LimitReached } from "../../trace/limits.js";
import { typeName } from "../values/types.js";
import { PyInert, PyUnknown } from "../values/function.js";

/** Longer paths of attributes and calls say no more. */
const LONGEST = 60;

/** A value of unknown content; said once where it arises. */
export function unknown(rt: Machine, name: string): PyUnknown {
  rt.note("placeholder", say.placeholder(name));
  return new PyUnknown(name, false);
}

/** The first call on a library is where an unknown value arises; what is made of it needs no further word. */
export function callUnknown(rt: Runtime, callee: PyUnknown): PyUnknown {
  const name = `${callee.name}()`;
  return callee.isLibrary ? unknown(rt, name) : new PyUnknown(name.length > LONGEST ? callee.name : name, false);
}

/** The program would go one way or another: which is not known. */
export const undecided = (value: PyUnknown): Unsupported => new Unsupported("placeholder", say.undecided(value.name));

const inside = (value: Value): PyInert | undefined => {
  if (value instanceof PyInert) return value;
  if (value instanceof PyList || value instanceof PyTuple) for (const item of value.items) if (item instanceof PyInert) return item;
  return undefined;
};

/** A sample in an unknown argument's place. */
export interface Inference { readonly at: number; readonly value: Value }
export type Infer = (machine: Machine, name: string, args: readonly Value[], isUnknown: (value: Value | undefined) => boolean) => Inference | undefined;
/** The name under which an arithmetic operand beside an array is asked for: arguments are the array and the unknown. */
export const OPERAND = "operand";

const inferences: Infer[] = [];
/** A framework knows of its functions what they take. */
export const inferArguments = (infer: Infer): void => { inferences.push(infer); };

function inferred(rt: Runtime, name: string, args: readonly Value[]): Inference | undefined {
  const isUnknown = (value: Value | undefined): boolean => value instanceof PyUnknown;
  for (const infer of inferences) {
    const found = infer(rt, name, args, isUnknown);
    if (!found) continue;
    rt.guessed = true;
    rt.note("placeholder", say.guessed(unknownName(args[found.at]), rt.repr(rt.getAttribute(found.value, "shape"))));
    return found;
  }
  return undefined;
}

const unknownName = (value: Value | undefined): string => (value instanceof PyUnknown ? value.name : "");

/** The other operand of arithmetic with an array: a sample of the array's shape. */
export const operandBeside = (rt: Runtime, array: Value, value: PyUnknown): Value | undefined => inferred(rt, OPERAND, [array, value])?.value;

/** What a native function gives that failed over an unknown argument; undefined: it failed over something else. */
export function resultOfUnknown(rt: Runtime, callee: PyBuiltin, args: readonly Value[], keywords: Keywords, error: unknown): Value | undefined {
  if (isOther(error)) return undefined;
  const sample = args.some((arg) => arg instanceof PyUnknown) ? inferred(rt, callee.name, args) : undefined;
  if (sample) return rt.call(callee, args.map((arg, i) => (i === sample.at ? sample.value : arg)), keywords);
  return madeOfUnknown(rt, callee.name === "__init__" ? typeName(args[0] ?? null) : callee.name, args, keywords, error);
}

const isOther = (error: unknown): boolean => error instanceof LimitReached || (error instanceof Unsupported && error.code !== "placeholder");

/** The same for a native class whose instance could not be made. */
export function madeOfUnknown(rt: Runtime, name: string, args: readonly Value[], keywords: Keywords, error: unknown): Value | undefined {
  if (isOther(error)) return undefined;
  for (const arg of [...args, ...keywords.values()]) {
    const found = inside(arg);
    if (found) return found instanceof PyUnknown ? new PyUnknown(`${name}()`, false) : unknown(rt, found.name);
  }
  // Something unknown lay deeper inside: in a loader, in a list of lists.
  return error instanceof Unsupported ? new PyUnknown(`${name}()`, false) : undefined;
}

/** Stands for an unknown base class: takes any arguments, has any attribute; called, it does what `forward` does, as modules do. */
export function unknownBase(base: PyUnknown): PyType {
  const type = new PyType(base.name, [objectType], "placeholder");
  type.dict.set("__init__", new PyBuiltin("__init__", () => null));
  type.dict.set("__getattr__", new PyBuiltin("__getattr__", (_, [, name]) => new PyUnknown(`${base.name}.${String(name)}`, false)));
  type.dict.set("__call__", new PyBuiltin("__call__", (machine, [self = null, ...args], keywords) => machine.call(machine.getAttribute(self, "forward"), args, keywords)));
  return type;
}

/** An unknown decorator is taken for one that does not change what is computed; it is said. */
export function decorated(rt: Runtime, decorator: Value, value: Value): Value {
  if (!(decorator instanceof PyUnknown)) return rt.call(decorator, [value]);
  rt.note("placeholder", say.unknownDecorator(decorator.name));
  return value;
}
