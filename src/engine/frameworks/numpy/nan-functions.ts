/** Reductions that leave out what is not a number. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument } from "../arguments.js";
import { resultOf } from "./array-type.js";
import { axesOf, castTo, flat, need, operationsOf, run } from "./call.js";

const isNaNOf = (machine: Machine, x: Node): Node => run(machine, "isnan", [x]);
const filled = (machine: Machine, x: Node, value: number): Node => (isFloating(x.value.dtype) ? run(machine, "where", [isNaNOf(machine, x), machine.trace.number(value), x]) : x);
const counted = (machine: Machine, x: Node, axes: number[] | null, keepdim: boolean): Node => run(machine, "sum", [castTo(machine, run(machine, "logical_not", [isNaNOf(machine, x)]), "float64")], { axes, keepdim });

/** A reduction in which what is no number counts as `neutral`. Rows of nothing but NaN stay NaN where the result must be an element. */
const reduction = (name: string, card: string, neutral: number, element: boolean): PyBuiltin =>
  native(`${name}(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)`, (machine, a) => {
    const x = need(machine, a.a);
    const [axes, keepdim] = [axesOf(machine, a.axis!), a.keepdims === true];
    const result = run(machine, card, [filled(machine, x, neutral)], { axes, keepdim });
    if (!element || !isFloating(x.value.dtype)) return resultOf(result);
    const none = run(machine, "eq", [counted(machine, x, axes, keepdim), machine.trace.number(0)]);
    return resultOf(run(machine, "where", [none, machine.trace.number(Number.NaN), result]));
  });

const running = (name: string, card: string, neutral: number): PyBuiltin =>
  native(`${name}(a, axis=None, dtype=None, out=None)`, (machine, a) => {
    const x = need(machine, a.a);
    return resultOf(run(machine, card, [filled(machine, a.axis === null ? flat(machine, x) : x, neutral)], { axis: a.axis === null ? 0 : intArgument(machine, a.axis!, "axis") }));
  });

const position = (name: string, card: string, neutral: number): PyBuiltin =>
  native(`${name}(a, axis=None, out=None, *, keepdims=False)`, (machine, a) => {
    const x = need(machine, a.a);
    const axes = a.axis === null ? null : [intArgument(machine, a.axis!, "axis")];
    if (toNumbers(counted(machine, x, axes, false).value).some((count) => count === 0)) throw machine.raise("ValueError", "All-NaN slice encountered");
    return machine.call(machine.getAttribute(resultOf(filled(machine, x, neutral)), card), [a.axis!]);
  });

/** Σ (x − mean)² / (n − ddof). */
function variance(machine: Machine, a: Readonly<Record<string, Value>>): Node {
  const o = operationsOf(machine);
  const given = need(machine, a.a);
  const x = isFloating(given.value.dtype) ? given : castTo(machine, given, "float64");
  const axes = axesOf(machine, a.axis!);
  const mean = o.div(o.sum(filled(machine, x, 0), axes, true), counted(machine, x, axes, true));
  const deviation = filled(machine, o.sub(x, mean), 0);
  const count = o.sub(counted(machine, x, axes, a.keepdims === true), machine.trace.number(floatArgument(machine, a.ddof!, "ddof")));
  return castTo(machine, o.div(o.sum(o.mul(deviation, deviation), axes, a.keepdims === true), count), x.value.dtype);
}

export const NAN_FUNCTIONS: readonly PyBuiltin[] = [
  reduction("nansum", "sum", 0, false), reduction("nanprod", "prod", 1, false), reduction("nanmax", "amax", Number.NEGATIVE_INFINITY, true), reduction("nanmin", "amin", Number.POSITIVE_INFINITY, true),
  running("nancumsum", "cumsum", 0), running("nancumprod", "cumprod", 1),
  position("nanargmax", "argmax", Number.NEGATIVE_INFINITY), position("nanargmin", "argmin", Number.POSITIVE_INFINITY),
  native("nanmean(a, axis=None, dtype=None, out=None, keepdims=False)", (machine, a) => {
    const x = need(machine, a.a);
    if (!isFloating(x.value.dtype)) return resultOf(run(machine, "mean", [x], { axes: axesOf(machine, a.axis!), keepdim: a.keepdims === true }));
    const [axes, keepdim] = [axesOf(machine, a.axis!), a.keepdims === true];
    return resultOf(castTo(machine, run(machine, "div", [run(machine, "sum", [filled(machine, x, 0)], { axes, keepdim }), counted(machine, x, axes, keepdim)]), x.value.dtype));
  }),
  native("nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)", (machine, a) => resultOf(variance(machine, a))),
  native("nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)", (machine, a) => resultOf(run(machine, "sqrt", [variance(machine, a)]))),
];
