/** numpy.testing: assertions that pass or raise; their long reports are NumPy's own and not repeated. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyFloat, type Value } from "../../python/object.js";
import { isInt, numberOf } from "../arguments.js";
import { need } from "./call.js";
import { broadcastTo, toNumbers } from "../../tensor/array.js";
import { broadcastShapes } from "../../tensor/shape.js";

/** |actual − desired| ≤ atol + rtol·|desired| everywhere. */
function within(machine: Machine, a: Readonly<Record<string, Value>>, rtol: number, atol: number): boolean {
  const [actual, desired] = [need(machine, a.actual).value, need(machine, a.desired).value];
  const shape = broadcastShapes(actual.shape, desired.shape);
  if (!shape) return false;
  const wanted = toNumbers(broadcastTo(desired, shape));
  return toNumbers(broadcastTo(actual, shape)).every((value, i) => value === wanted[i] || Math.abs(value - wanted[i]!) <= atol + rtol * Math.abs(wanted[i]!) || (Number.isNaN(value) && Number.isNaN(wanted[i])));
}

const number = (value: Value, otherwise: number): number => (value instanceof PyFloat || isInt(value) ? numberOf(value) : otherwise);

function assertion(text: string, tolerances: (a: Readonly<Record<string, Value>>) => readonly [number, number], report: string): PyBuiltin {
  return native(text, (machine, a) => {
    const [rtol, atol] = tolerances(a);
    if (!within(machine, a, rtol, atol)) throw machine.raise("AssertionError", report);
    return null;
  });
}

export const TESTING: readonly PyBuiltin[] = [
  assertion("assert_allclose(actual, desired, rtol=None, atol=None, equal_nan=True)", (a) => [number(a.rtol!, 1e-7), number(a.atol!, 0)], "\nNot equal to tolerance"),
  assertion("assert_array_equal(actual, desired)", () => [0, 0], "\nArrays are not equal"),
  assertion("assert_almost_equal(actual, desired, decimal=7)", (a) => [0, 1.5 * 10 ** -number(a.decimal!, 7)], "\nArrays are not almost equal"),
  assertion("assert_array_almost_equal(actual, desired, decimal=6)", (a) => [0, 1.5 * 10 ** -number(a.decimal!, 6)], "\nArrays are not almost equal"),
];
