/** rearrange, reduce and repeat: reshape to elementary axes, reduce, permute, repeat, reshape to the composed ones. */
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyRaise, PyType, type Value } from "../../python/object.js";
import { EXCEPTIONS, makeException } from "../../python/values/exception.js";
import { intArgument } from "../arguments.js";
import { permuted, reduced, repeated, reshaped, shapeOf } from "./arrays.js";
import { anonymousLength, ELLIPSIS, isAnonymous, parsePattern, type Pattern, PatternError, spelledOut } from "./pattern.js";

export const EinopsError = new PyType("EinopsError", [EXCEPTIONS.get("RuntimeError")!], "einops");

type Lengths = Map<string, number>;

/** `reduction`: "rearrange", "repeat", the name of a reduction, or a function of array and axes. */
export function transform(machine: Machine, value: Value, text: string, reduction: Value, given: Keywords): Value {
  const shape = shapeOf(machine, value);
  try {
    return applied(machine, value, shape, parsePattern(text), reduction, given);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const kind = typeof reduction === "string" ? reduction : machine.str(reduction);
    const info = machine.repr(machine.makeDict([...given]));
    const head = ` Error while processing ${kind}-reduction pattern "${text}".\n Input tensor shape: (${shape.join(", ")}${shape.length === 1 ? "," : ""}). Additional info: ${info}.\n `;
    throw new PyRaise(makeException(EinopsError, [head + error.message]));
  }
}

const quoted = (names: readonly string[]): string => `{${names.map((name) => `'${name}'`).join(", ")}}`;

function check({ left, right }: Pattern, reduction: Value, given: Keywords): void {
  const [a, b] = [left, right].map((side) => side.groups.flatMap(({ names }) => names)) as [string[], string[]]; // two sides
  if (b.includes(ELLIPSIS) && !a.includes(ELLIPSIS)) throw new PatternError(`Ellipsis found in right side, but not left side of a pattern`);
  if (left.groups.some(({ names, composed }) => composed && names.includes(ELLIPSIS))) throw new PatternError("Ellipsis inside parenthesis in the left side is not allowed");
  const named = (names: readonly string[]): string[] => names.filter((name) => !isAnonymous(name) && name !== ELLIPSIS);
  if (reduction === "rearrange") {
    const odd = [...named(a).filter((name) => !b.includes(name)), ...named(b).filter((name) => !a.includes(name))];
    if (odd.length) throw new PatternError(`Identifiers only on one side of expression (should be on both): ${quoted(odd)}`);
    if ([...a, ...b].some(isAnonymous)) throw new PatternError("Non-unitary anonymous axes are not supported in rearrange (exception is length 1)");
  } else if (reduction === "repeat") {
    const odd = named(a).filter((name) => !b.includes(name));
    if (odd.length) throw new PatternError(`Unexpected identifiers on the left side of repeat: ${quoted(odd)}`);
    const free = named(b).filter((name) => !a.includes(name) && !given.has(name));
    if (free.length) throw new PatternError(`Specify sizes for new axes in repeat: ${quoted(free)}`);
  } else {
    const odd = named(b).filter((name) => !a.includes(name));
    if (odd.length) throw new PatternError(`Unexpected identifiers on the right side of reduce ${String(reduction)}: ${quoted(odd)}`);
  }
  for (const name of given.keys()) if (!a.includes(name) && !b.includes(name)) throw new PatternError(`Axis ${name} is not used in transform`);
}

/** Lengths of the elementary axes of the left side. */
function solve(machine: Machine, groups: readonly (readonly string[])[], shape: readonly number[], given: Keywords): Lengths {
  const lengths: Lengths = new Map([...given].map(([name, value]) => [name, intArgument(machine, value, name)]));
  groups.forEach((names, axis) => {
    const length = shape[axis]!;
    const known = (name: string): number | undefined => (isAnonymous(name) ? anonymousLength(name) : lengths.get(name));
    const unknown = names.filter((name) => known(name) === undefined);
    const product = names.reduce((total, name) => total * (known(name) ?? 1), 1);
    if (unknown.length > 1) throw new PatternError(`Could not infer sizes for {${unknown.map((name) => `'${name}'`).join(", ")}}`);
    if (unknown.length === 0 && product !== length) throw new PatternError(`Shape mismatch, ${length} != ${product}`);
    if (unknown.length === 1) {
      if (product === 0 || length % product) throw new PatternError(`Shape mismatch, can't divide axis of length ${length} in chunks of ${product}`);
      lengths.set(unknown[0]!, length / product);
    }
    for (const name of names) if (isAnonymous(name)) lengths.set(name, anonymousLength(name));
  });
  return lengths;
}

function applied(machine: Machine, value: Value, shape: readonly number[], pattern: Pattern, reduction: Value, given: Keywords): Value {
  check(pattern, reduction, given);
  const open = pattern.left.groups.some(({ names }) => names[0] === ELLIPSIS);
  const own = pattern.left.groups.length - (open ? 1 : 0);
  if (open ? shape.length < own : shape.length !== own) throw new PatternError(open ? `Wrong shape: expected >=${own} dims. Received ${shape.length}-dim tensor.` : `Wrong shape: expected ${own} dims. Received ${shape.length}-dim tensor.`);
  const left = spelledOut(pattern.left, shape.length - own);
  const right = spelledOut(pattern.right, shape.length - own);
  const lengths = solve(machine, left, shape, given);
  const lengthOf = (name: string): number => lengths.get(name) ?? anonymousLength(name);
  const before = left.flat();
  const after = right.flat();
  let result = sameLengths(shape, before.map(lengthOf)) ? value : reshaped(machine, value, before.map(lengthOf));
  const gone = before.flatMap((name, axis) => (after.includes(name) ? [] : [axis]));
  if (gone.length) result = reduced(machine, result, reduction, gone);
  const rest = before.filter((name) => after.includes(name));
  const kept = after.filter((name) => rest.includes(name));
  const order = kept.map((name) => rest.indexOf(name));
  if (order.some((axis, i) => axis !== i)) result = permuted(machine, result, order);
  if (kept.length < after.length) {
    result = reshaped(machine, result, after.map((name) => (rest.includes(name) ? lengthOf(name) : 1)));
    result = repeated(machine, result, after.map(lengthOf));
  }
  const final = right.map((names) => names.reduce((product, name) => product * lengthOf(name), 1));
  return sameLengths(final, after.map(lengthOf)) && final.length === after.length ? result : reshaped(machine, result, final);
}

const sameLengths = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((length, i) => length === b[i]);
