/** `torch.testing.assert_close`, with PyTorch's account of what differs. */
import type { Machine } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import { PyFloat, PyList, PyTuple, type Value } from "../../python/object.js";
import { PyDict } from "../../python/values/dict.js";
import { toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { floatArgument, isNumber } from "../arguments.js";
import { tensorFrom } from "./creation.js";
import { isTensor, type Tensor } from "./tensor.js";

/** Relative and absolute, by dtype. */
const TOLERANCES: Readonly<Partial<Record<Dtype, readonly [number, number]>>> = { float16: [1e-3, 1e-5], bfloat16: [1.6e-2, 1e-5], float32: [1.3e-6, 1e-5], float64: [1e-7, 1e-7] };

interface Options {
  readonly rtol: number | null;
  readonly atol: number | null;
  readonly equalNan: boolean;
  readonly checkDtype: boolean;
}

const sizeText = (shape: readonly number[]): string => `torch.Size([${shape.join(", ")}])`;
const text = (machine: Machine, value: number): string => machine.str(new PyFloat(value));

/** Where a flat position lies. */
function placeOf(shape: readonly number[], flat: number): string {
  const place: number[] = [];
  let rest = flat;
  for (const length of shape.toReversed()) {
    place.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `(${place.join(", ")}${place.length === 1 ? "," : ""})`;
}

/** What is wrong with the pair; null: nothing. */
function difference(machine: Machine, actual: Tensor, expected: Tensor, o: Options): string | null {
  const { shape, dtype } = actual;
  if (shape.join() !== expected.shape.join()) return `The values for attribute 'shape' do not match: ${sizeText(shape)} != ${sizeText(expected.shape)}.`;
  if (o.checkDtype && dtype !== expected.dtype) return `The values for attribute 'dtype' do not match: torch.${dtype} != torch.${expected.dtype}.`;
  const [usualR, usualA] = TOLERANCES[dtype] ?? [0, 0];
  const [rtol, atol] = [o.rtol ?? usualR, o.atol ?? usualA];
  const [a, b] = [toNumbers(actual.array()), toNumbers(expected.array())];
  const wrong = a.flatMap((x, i) => (x === b[i] || (o.equalNan && Number.isNaN(x) && Number.isNaN(b[i]!)) || Math.abs(x - b[i]!) <= atol + rtol * Math.abs(b[i]!) ? [] : [i]));
  if (!wrong.length) return null;
  const round = dtype === "float32" || !isFloating(dtype) ? Math.fround : (x: number) => x;
  const absolute = a.map((x, i) => (wrong.includes(i) ? round(Math.abs(x - b[i]!)) : 0));
  const relative = a.map((_, i) => (wrong.includes(i) ? round(absolute[i]! / Math.abs(b[i]!)) : 0));
  const largest = (list: readonly number[]): number => list.reduce((best, x, i) => (Number.isNaN(list[best]!) || !(x > list[best]! || Number.isNaN(x)) ? best : i), 0);
  const [at, atR] = [largest(absolute), largest(relative)];
  const integers = !isFloating(dtype);
  const within = (bound: number): string => (rtol === 0 && atol === 0 ? "" : ` (up to ${bound === 0 ? "0" : text(machine, bound)} allowed)`);
  if (!shape.length) {
    const scalar = (x: number): string => (integers ? String(x) : text(machine, x));
    const exact = Math.abs(a[0]! - b[0]!);
    return `Scalars are not ${integers ? "equal" : "close"}!\n\nExpected ${scalar(b[0]!)} but got ${scalar(a[0]!)}.\nAbsolute difference: ${scalar(exact)}${within(atol)}\nRelative difference: ${text(machine, exact / Math.abs(b[0]!))}${within(rtol)}`;
  }
  const share = ((100 * wrong.length) / a.length).toFixed(1);
  return `Tensor-likes are not ${rtol === 0 && atol === 0 ? "equal" : "close"}!\n\nMismatched elements: ${wrong.length} / ${a.length} (${share}%)\nGreatest absolute difference: ${integers ? absolute[at] : text(machine, absolute[at]!)} at index ${placeOf(shape, at)}${within(atol)}\nGreatest relative difference: ${text(machine, relative[atR]!)} at index ${placeOf(shape, atR)}${within(rtol)}`;
}

function compare(machine: Machine, actual: Value, expected: Value, o: Options, path: string): string | null {
  const inside = (pairs: readonly (readonly [string, Value, Value])[]): string | null => pairs.reduce<string | null>((found, [key, x, y]) => found ?? compare(machine, x, y, o, `${path}[${key}]`), null);
  const [mine, theirs] = [actual, expected].map((value) => (value instanceof PyList || value instanceof PyTuple ? value.items : null));
  if (mine && theirs) {
    if (mine.length !== theirs.length) return `The length of the sequences mismatch: ${mine.length} != ${theirs.length}`;
    return inside(mine.map((x, i) => [String(i), x, theirs[i]!] as const));
  }
  if (actual instanceof PyDict && expected instanceof PyDict) {
    return inside([...actual.entries].flatMap(([hash, [key, x]]) => {
      const other = expected.entries.get(hash);
      return other ? [[machine.repr(key), x, other[1]] as const] : [];
    }));
  }
  const simple = (value: Value): boolean => isTensor(value) || isNumber(value);
  if (!simple(actual) || !simple(expected) || isTensor(actual) !== isTensor(expected)) throw machine.raise("TypeError", `No comparison pair was able to handle inputs of type ${machine.repr(machine.typeOf(actual))} and ${machine.repr(machine.typeOf(expected))}.`);
  const tensor = (value: Value): Tensor => (isTensor(value) ? value : tensorFrom(machine, value, value instanceof PyFloat ? "float64" : null));
  const found = difference(machine, tensor(actual), tensor(expected), o);
  return found && path ? `${found}\n\nThe failure occurred for item ${path}` : found;
}

const assertClose = native("assert_close(actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False, check_device=True, check_dtype=True, check_layout=True, check_stride=False, msg=None)", (machine, a) => {
  const bound = (value: Value, name: string): number | null => (value === null ? null : floatArgument(machine, value, name));
  const found = compare(machine, a.actual!, a.expected!, { rtol: bound(a.rtol!, "rtol"), atol: bound(a.atol!, "atol"), equalNan: machine.truth(a.equal_nan!), checkDtype: machine.truth(a.check_dtype!) }, "");
  if (found === null) return null;
  throw machine.raise("AssertionError", a.msg === null ? found : machine.str(typeof a.msg === "string" ? a.msg : machine.call(a.msg!, [found])));
});

export const TESTING_MEMBERS: readonly [string, Value][] = [["assert_close", assertClose]];
