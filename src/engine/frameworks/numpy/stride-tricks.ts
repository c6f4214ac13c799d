/** numpy.lib.stride_tricks: windows over an array and readings of its memory by strides. Copies here, where NumPy gives views. */
import { native } from "../../python/define-native.js";
import type { PyBuiltin } from "../../python/object.js";
import { contiguous } from "../../tensor/array.js";
import { intList, shapeArgument } from "../arguments.js";
import { arrayOf } from "./array-type.js";
import { axesOf, need, normalAxis, run } from "./call.js";
import { itemSize } from "./dtype.js";

export const STRIDE_TRICKS: readonly PyBuiltin[] = [
  native("sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False)", (machine, a) => {
    const x = need(machine, a.x!);
    const rank = x.value.shape.length;
    const sizes = shapeArgument(machine, [a.window_shape!]);
    const axes = axesOf(machine, a.axis!)?.map((axis) => normalAxis(axis, rank)) ?? x.value.shape.map((_, axis) => axis);
    if (axes.length !== sizes.length) throw machine.raise("ValueError", `Since axis is None, must provide window_shape for all dimensions of \`x\`; got ${sizes.length} window_shape elements and \`x.ndim\` is ${rank}.`);
    if (sizes.some((size, i) => size > x.value.shape[axes[i]!]!)) throw machine.raise("ValueError", "window shape cannot be larger than input array shape");
    return arrayOf(axes.reduce((node, axis, i) => run(machine, "unfold_windows", [node], { axis, size: sizes[i]!, step: 1 }), x));
  }),
  native("as_strided(x, shape=None, strides=None, subok=False, writeable=True)", (machine, a) => {
    const x = need(machine, a.x!);
    const dense = contiguous(x.value);
    const shape = a.shape === null ? [...x.value.shape] : shapeArgument(machine, [a.shape!]);
    const strides = (a.strides === null ? null : intList(a.strides!))?.map((bytes) => bytes / itemSize(x.value.dtype)) ?? [...dense.strides];
    return arrayOf(run(machine, "as_strided", [x], { shape, strides, offset: 0 }));
  }),
];
