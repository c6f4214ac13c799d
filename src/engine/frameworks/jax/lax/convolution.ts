/** Convolutions of `jax.lax`, in every layout, padding, dilation and grouping. */
import { toAttributes } from "../../../ops/cards/neural/geometry.js";
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { isSequence } from "../../arguments.js";
import { frameworkMessages as say } from "../../messages.js";
import { JaxArray } from "../array.js";
import type { Jnp } from "../jnp.js";
import { define, intsOf } from "../numpy/arguments.js";
import { kept, run } from "../run.js";
import { paddingOf, perAxis } from "./reductions.js";
import { padded } from "./shapes.js";

/** Which axis of each array is what, in the order batch (out), feature (in), then space. */
interface Layout {
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
}

const DEFAULT = "DHW";

export function layoutOf(machine: Machine, value: Value, rank: number): Layout {
  if (value === null) return { input: [...Array(rank).keys()], kernel: [...Array(rank).keys()], output: [...Array(rank).keys()] };
  if (!isSequence(value) || value.items.length !== 3) throw machine.raise("TypeError", `convolution dimension_numbers must be a tuple or None, got ${machine.repr(machine.typeOf(value))}.`);
  const [input, kernel, output] = value.items;
  if (typeof input !== "string" || typeof kernel !== "string" || typeof output !== "string") {
    const [a, b, c] = value.items.map((one) => intsOf(machine, one));
    return { input: a!, kernel: b!, output: c! };
  }
  const space = [...kernel].filter((letter) => letter !== "O" && letter !== "I");
  const axes = (text: string, first: string): number[] => [...first, ...space].map((letter) => text.indexOf(letter));
  return { input: axes(input, "NC"), kernel: axes(kernel, "OI"), output: axes(output, "NC") };
}

interface Options {
  readonly strides: readonly number[];
  readonly padding: Value;
  readonly inputDilation: readonly number[];
  readonly kernelDilation: readonly number[];
  readonly groups: number;
  readonly layout: Layout;
}

export function convolve(j: Jnp, lhs: JaxArray, rhs: JaxArray, o: Options): JaxArray {
  const { machine } = j;
  const [x, weight] = [j.permute(lhs, o.layout.input), j.permute(rhs, o.layout.kernel)];
  if (x.dtype !== weight.dtype) throw machine.raise("TypeError", `lax.conv_general_dilated requires arguments to have the same dtypes, got ${lhs.dtype}, ${rhs.dtype}. (Tip: jnp.conv_general_dilated is a similar function that does automatic type promotion on inputs).`);
  if (x.shape[1] !== weight.shape[1]! * o.groups) throw machine.raise("ValueError", `conv_general_dilated lhs feature dimension size divided by feature_group_count must equal the rhs input feature dimension size, but ${x.shape[1]} // ${o.groups} != ${weight.shape[1]}.`);
  const spread = o.inputDilation.some((gap) => gap > 1) ? padded(machine, x, j.constant(0, x.dtype), x.shape.map(() => 0), x.shape.map(() => 0), [0, 0, ...o.inputDilation.map((gap) => gap - 1)]) : x;
  const input = spread.shape.slice(2);
  const window = weight.shape.slice(2);
  const extent = window.map((length, axis) => (length - 1) * o.kernelDilation[axis]! + 1);
  const padding = paddingOf(machine, o.padding, input, extent, o.strides);
  const output = input.map((length, axis) => Math.max(0, Math.floor((length + padding[axis]![0] + padding[axis]![1] - extent[axis]!) / o.strides[axis]!) + 1));
  const geometry = { input, window, output, stride: [...o.strides], before: padding.map(([low]) => low), dilation: [...o.kernelDilation], groups: o.groups };
  const result = new JaxArray(run(machine, "convolution", [spread.node, weight.node], toAttributes(geometry)), lhs.weakType && rhs.weakType);
  const back = o.layout.output.map((_, axis) => o.layout.output.indexOf(axis));
  return j.permute(result, back);
}

const flipped = (machine: Machine, kernel: JaxArray, axes: readonly number[]): JaxArray => kept(machine, "flip", kernel, { axes: [...axes] });

/** As Keras pads a transposed convolution. */
function transposePadding(length: number, stride: number, kind: string): [number, number] {
  if (kind === "SAME") {
    const total = length + stride - 2;
    const before = stride > length - 1 ? length - 1 : Math.ceil(total / 2);
    return [before, total - before];
  }
  const total = length + stride - 2 + Math.max(length - stride, 0);
  return [length - 1, total - (length - 1)];
}


export const CONVOLUTIONS: readonly PyBuiltin[] = [
  define("conv(lhs, rhs, window_strides, padding, precision=None, preferred_element_type=None)", ({ j, machine, a, array }) => {
    const [x, w] = [array("lhs"), array("rhs", 1)];
    const ones = new Array<number>(x.shape.length - 2).fill(1);
    return convolve(j, x, w, { strides: perAxis(machine, a.window_strides, ones.length), padding: a.padding!, inputDilation: ones, kernelDilation: ones, groups: 1, layout: layoutOf(machine, null, x.shape.length) });
  }),
  define("conv_with_general_padding(lhs, rhs, window_strides, padding, lhs_dilation, rhs_dilation, precision=None, preferred_element_type=None)", ({ j, machine, a, array }) => {
    const [x, w] = [array("lhs"), array("rhs", 1)];
    const rank = x.shape.length - 2;
    return convolve(j, x, w, { strides: perAxis(machine, a.window_strides, rank), padding: a.padding!, inputDilation: perAxis(machine, a.lhs_dilation, rank), kernelDilation: perAxis(machine, a.rhs_dilation, rank), groups: 1, layout: layoutOf(machine, null, rank + 2) });
  }),
  define("conv_general_dilated(lhs, rhs, window_strides, padding, lhs_dilation=None, rhs_dilation=None, dimension_numbers=None, feature_group_count=1, batch_group_count=1, precision=None, preferred_element_type=None)", ({ j, machine, a, array, int }) => {
    const [x, w] = [array("lhs"), array("rhs", 1)];
    const rank = x.shape.length - 2;
    if (int("batch_group_count") !== 1) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.lax.conv_general_dilated", "batch_group_count"));
    return convolve(j, x, w, { strides: perAxis(machine, a.window_strides, rank), padding: a.padding!, inputDilation: perAxis(machine, a.lhs_dilation, rank), kernelDilation: perAxis(machine, a.rhs_dilation, rank), groups: int("feature_group_count"), layout: layoutOf(machine, a.dimension_numbers!, rank + 2) });
  }),
  define("conv_transpose(lhs, rhs, strides, padding, rhs_dilation=None, dimension_numbers=None, transpose_kernel=False, precision=None, preferred_element_type=None, use_consistent_padding=False)", ({ j, machine, a, array, flag }) => {
    const [x, w] = [array("lhs"), array("rhs", 1)];
    const rank = x.shape.length - 2;
    const space = DEFAULT.slice(3 - rank);
    const layout = layoutOf(machine, a.dimension_numbers ?? new PyTuple([`N${space}C`, `${space}IO`, `N${space}C`]), rank + 2);
    const [strides, dilation] = [perAxis(machine, a.strides, rank), perAxis(machine, a.rhs_dilation, rank)];
    const lengths = layout.kernel.slice(2).map((axis, i) => (w.shape[axis]! - 1) * dilation[i]! + 1);
    const padding: Value = typeof a.padding === "string" ? new PyTuple(lengths.map((length, i) => new PyTuple(transposePadding(length, strides[i]!, String(a.padding).toUpperCase())))) : a.padding!;
    const turned = flag("transpose_kernel");
    const kernel = turned ? flipped(machine, w, layout.kernel.slice(2)) : w;
    const swapped = turned ? { ...layout, kernel: [layout.kernel[1]!, layout.kernel[0]!, ...layout.kernel.slice(2)] } : layout;
    return convolve(j, x, kernel, { strides: new Array<number>(rank).fill(1), padding, inputDilation: strides, kernelDilation: dilation, groups: 1, layout: swapped });
  }),
  // Layouts are handed on as they were written.
  define("conv_dimension_numbers(lhs_shape, rhs_shape, dimension_numbers)", ({ a }) => a.dimension_numbers!),
];
