/** numpy.testing: assertions that pass or raise; their long reports are NumPy's own and not repeated. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyFloat, PyInstance, PyRaise, PyType, type Value } from "../../python/object.js";
import { isInt, isSequence, numberOf } from "../arguments.js";
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

/** `with assert_raises(ValueError):`, or `assert_raises(ValueError, f, x)`. */
const raisesType = define(new PyType("assert_raises_context", [objectType], "numpy.testing"), [
  new PyBuiltin("__enter__", (_, [self]) => self!),
  new PyBuiltin("__exit__", (machine, [self, type]) => {
    const wanted = (self as PyInstance).dict.get("expected") as PyType; // set below
    if (!(type instanceof PyType)) throw machine.raise("AssertionError", `${wanted.name} not raised`);
    return type.isSubtype(wanted);
  }),
]);

function raises(machine: Machine, wanted: Value, callee: Value | undefined, args: readonly Value[], keywords: Keywords): Value {
  if (callee === undefined) {
    const context = new PyInstance(raisesType);
    context.dict.set("expected", wanted);
    return context;
  }
  try {
    machine.call(callee, args, keywords);
  } catch (error) {
    if (error instanceof PyRaise && wanted instanceof PyType && error.exception.type.isSubtype(wanted)) return null;
    throw error;
  }
  throw machine.raise("AssertionError", `${wanted instanceof PyType ? wanted.name : machine.repr(wanted)} not raised`);
}

const compared = (machine: Machine, a: Readonly<Record<string, Value>>, test: (x: number, y: number) => boolean): boolean => {
  const [x, y] = [need(machine, a.x).value, need(machine, a.y).value];
  const shape = broadcastShapes(x.shape, y.shape);
  if (!shape) return false;
  const right = toNumbers(broadcastTo(y, shape));
  return toNumbers(broadcastTo(x, shape)).every((value, i) => test(value, right[i]!));
};

export const TESTING: readonly PyBuiltin[] = [
  new PyBuiltin("assert_raises", (machine, [wanted, callee, ...args], keywords) => raises(machine, wanted!, callee, args, keywords), "static"),
  native("assert_(val, msg='')", (machine, a) => { if (!machine.truth(a.val!)) throw machine.raise("AssertionError", String(a.msg)); return null; }),
  native("assert_array_less(x, y)", (machine, a) => { if (!compared(machine, a, (x, y) => x < y)) throw machine.raise("AssertionError", "\nArrays are not strictly ordered `x < y`"); return null; }),
  native("assert_equal(actual, desired, err_msg='', verbose=True)", (machine, a) => {
    const numeric = [a.actual!, a.desired!].every((one) => machine.nodeOf(one) !== null || isSequence(one));
    if (numeric ? !within(machine, a, 0, 0) : !machine.equals(a.actual!, a.desired!)) throw machine.raise("AssertionError", `\nItems are not equal:\n ACTUAL: ${machine.repr(a.actual!)}\n DESIRED: ${machine.repr(a.desired!)}`);
    return null;
  }),
  assertion("assert_approx_equal(actual, desired, significant=7)", (a) => [10 ** -(number(a.significant!, 7) - 1), 0], "\nItems are not equal"),
  assertion("assert_allclose(actual, desired, rtol=None, atol=None, equal_nan=True, err_msg='', verbose=True, strict=False)", (a) => [number(a.rtol!, 1e-7), number(a.atol!, 0)], "\nNot equal to tolerance"),
  assertion("assert_array_equal(actual, desired, err_msg='', verbose=True, strict=False)", () => [0, 0], "\nArrays are not equal"),
  assertion("assert_almost_equal(actual, desired, decimal=7, err_msg='', verbose=True, strict=False)", (a) => [0, 1.5 * 10 ** -number(a.decimal!, 7)], "\nArrays are not almost equal"),
  assertion("assert_array_almost_equal(actual, desired, decimal=6, err_msg='', verbose=True, strict=False)", (a) => [0, 1.5 * 10 ** -number(a.decimal!, 6)], "\nArrays are not almost equal"),
];
