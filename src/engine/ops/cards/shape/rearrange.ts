/** Operations that pick each result element from a place of the input: one map of indices, its adjoint adds back. */
import { fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { contiguousStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import { axisIn, numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural, OperationError, type RuleContext, type Sample } from "../../define.js";
import { cube, matrix, moved } from "./family.js";

interface Picking {
  readonly shape: Shape;
  /** Row-major index into the input for each result element; −1: the attribute `value`. */
  readonly from: Int32Array;
}

interface PickCard {
  readonly name: string;
  readonly attributes: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  readonly samples: () => readonly Sample[];
  readonly pick: (shape: Shape, attributes: Attributes) => Picking;
}

function picked(x: NDArray, { shape, from }: Picking, fill: number): NDArray {
  const values = toNumbers(x);
  return fromNumbers(x.dtype, shape, Array.from(from, (index) => (index < 0 ? fill : values[index]!)));
}

function pickCard(card: PickCard): Card {
  return defineStructural({
    name: card.name,
    inputs: ["x"],
    attributes: card.attributes,
    dtype: "first",
    sentence: card.sentence,
    spellings: card.spellings,
    samples: card.samples,
    shape: ([shape], a) => card.pick(shape!, a).shape,
    forward: ([x], a) => picked(x!, card.pick(x!.shape, a), Number(a.value ?? 0)),
    vjp: { x: (c) => c.ops.reshape(c.ops.scatterAdd([sizeOf(c.in.x!.value.shape)], kept(c, card), keptValues(c, card, c.g), 0), c.in.x!.value.shape) },
    jvp: (c) => c.ops.apply(card.name, [c.tangents.x ?? c.ops.zerosLike(c.in.x!)], { ...c.attributes, ...(c.attributes.value === undefined ? {} : { value: 0 }) }),
    formula: moved(`${card.name}({x})`, "{gy} put back to where each element came from, added up"),
  });
}

type Rule = RuleContext;

/** Index tensor of the elements that came from the input. */
function kept(c: Rule, card: PickCard): ReturnType<Rule["ops"]["constant"]> {
  const from = card.pick(c.in.x!.value.shape, c.attributes).from.filter((index) => index >= 0);
  return c.ops.constant(fromNumbers("int64", [from.length], from));
}

/** Their values in a result-shaped array, flat. */
function keptValues(c: Rule, card: PickCard, g: Rule["g"]): Rule["g"] {
  const { from } = card.pick(c.in.x!.value.shape, c.attributes);
  const flat = c.ops.reshape(g, [from.length]);
  const places = [...from.keys()].filter((i) => from[i]! >= 0);
  return places.length === from.length ? flat : c.ops.gather(flat, c.ops.constant(fromNumbers("int64", [places.length], places)), 0);
}

/** Builds the map by asking, for each result index, where it comes from. */
function mapOf(shape: Shape, source: Shape, at: (index: readonly number[]) => readonly number[] | null): Picking {
  const strides = contiguousStrides(source);
  const total = sizeOf(shape);
  const from = new Int32Array(total);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < total; i++) {
    const place = at(index);
    from[i] = place === null ? -1 : place.reduce((sum, k, axis) => sum + k * strides[axis]!, 0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, from };
}

const axesList = (name: string, attribute: Attributes[string] | undefined, rank: number): number[] =>
  (Array.isArray(attribute) ? numbersOf(attribute) : [Number(attribute)]).map((axis) => axisIn(name, axis, rank));

const flip = pickCard({
  name: "flip", attributes: { axes: [] }, sentence: "Reverses the order along axes.",
  spellings: ["torch.flip(input=x, dims=axes)", "torch.Tensor.flip(self=x, *axes)"],
  samples: () => [{ inputs: [cube], attributes: { axes: [0, 2] } }],
  pick: (shape, a) => {
    const axes = axesList("flip", a.axes, shape.length);
    return mapOf(shape, shape, (index) => index.map((k, axis) => (axes.includes(axis) ? shape[axis]! - 1 - k : k)));
  },
});

const roll = pickCard({
  name: "roll", attributes: { shifts: 0, axes: null }, sentence: "Shifts elements around along axes.",
  spellings: ["torch.roll(input=x, shifts=shifts, dims=axes)", "torch.Tensor.roll(self=x, shifts=shifts, dims=axes)", "numpy.roll(a=x, shift=shifts, axis=axes)", "jax.numpy.roll(a=x, shift=shifts, axis=axes)"],
  samples: () => [{ inputs: [matrix], attributes: { shifts: 1, axes: [1] } }, { inputs: [matrix], attributes: { shifts: 2, axes: [] } }],
  pick: (shape, a) => {
    const shifts = Array.isArray(a.shifts) ? numbersOf(a.shifts) : [Number(a.shifts)];
    if (a.axes === null || a.axes === undefined || (Array.isArray(a.axes) && !a.axes.length)) {
      const total = sizeOf(shape);
      const by = total ? ((shifts[0]! % total) + total) % total : 0;
      return { shape, from: Int32Array.from({ length: total }, (_, i) => (i - by + total) % total) };
    }
    const axes = axesList("roll", a.axes, shape.length);
    return mapOf(shape, shape, (index) => index.map((k, axis) => {
      const by = axes.reduce((sum, one, i) => (one === axis ? sum + shifts[i]! : sum), 0);
      const length = shape[axis]!;
      return (((k - by) % length) + length) % length;
    }));
  },
});

const repeat = pickCard({
  name: "repeat", attributes: { repeats: [] }, sentence: "Lays copies side by side along each axis.",
  spellings: ["torch.Tensor.repeat(self=x, *repeats)"],
  samples: () => [{ inputs: [matrix], attributes: { repeats: [2, 1, 2] } }],
  pick: (shape, a) => {
    const times = numbersOf(a.repeats);
    const lead = times.length - shape.length;
    if (lead < 0) throw new OperationError("repeat: fewer counts than axes", { torch: { type: "RuntimeError", message: "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor" } });
    return mapOf(times.map((count, axis) => count * (axis < lead ? 1 : shape[axis - lead]!)), shape, (index) => shape.map((length, axis) => index[axis + lead]! % length));
  },
});

const repeatInterleave = pickCard({
  name: "repeat_interleave", attributes: { repeats: 1, axis: null }, sentence: "Repeats each element or row where it stands.",
  spellings: ["torch.repeat_interleave(input=x, repeats=repeats, dim=axis)", "torch.Tensor.repeat_interleave(self=x, repeats=repeats, dim=axis)", "numpy.repeat(a=x, repeats=repeats, axis=axis)", "numpy.ndarray.repeat(self=x, repeats=repeats, axis=axis)", "jax.numpy.repeat(a=x, repeats=repeats, axis=axis)"],
  samples: () => [{ inputs: [matrix], attributes: { repeats: 2, axis: 1 } }, { inputs: [matrix], attributes: { repeats: [1, 2], axis: 0 } }],
  pick: (shape, a) => {
    const flat = a.axis === null || a.axis === undefined;
    const source = flat ? [sizeOf(shape)] : shape;
    const axis = flat ? 0 : axisIn("repeat_interleave", a.axis, shape.length);
    const counts = Array.isArray(a.repeats) ? numbersOf(a.repeats) : [Number(a.repeats)];
    const rows = Array.from({ length: source[axis]! }, (_, k) => Array<number>(counts[counts.length === 1 ? 0 : k] ?? 0).fill(k)).flat();
    return mapOf(source.map((length, at) => (at === axis ? rows.length : length)), source, (index) => index.map((k, at) => (at === axis ? rows[k]! : k)));
  },
});

/** torch's order of pads: last axis first, two numbers an axis. */
const pad = pickCard({
  name: "pad", attributes: { pads: [], mode: "constant", value: 0 }, sentence: "Puts a border around a tensor.",
  spellings: ["torch.nn.functional.pad(input=x, pad=pads, mode=mode, value=value)"],
  samples: () => [{ inputs: [matrix], attributes: { pads: [1, 2, 0, 1], mode: "constant", value: 3 } }, { inputs: [cube], attributes: { pads: [1, 2], mode: "reflect", value: 0 } }, { inputs: [cube], attributes: { pads: [1, 2], mode: "replicate", value: 0 } }, { inputs: [cube], attributes: { pads: [1, 2], mode: "circular", value: 0 } }],
  pick: (shape, a) => {
    const pads = numbersOf(a.pads);
    const before = shape.map((_, axis) => pads[2 * (shape.length - 1 - axis)] ?? 0);
    const after = shape.map((_, axis) => pads[2 * (shape.length - 1 - axis) + 1] ?? 0);
    const padded = shape.map((length, axis) => length + before[axis]! + after[axis]!);
    return mapOf(padded, shape, (index) => {
      const place = index.map((k, axis) => inside(k - before[axis]!, shape[axis]!, String(a.mode)));
      return place.some((k) => k === null) ? null : (place as number[]); // none is null
    });
  },
});

function inside(k: number, length: number, mode: string): number | null {
  if (k >= 0 && k < length) return k;
  switch (mode) {
    case "replicate":
      return k < 0 ? 0 : length - 1;
    case "reflect":
      return k < 0 ? -k : 2 * (length - 1) - k;
    case "circular":
      return ((k % length) + length) % length;
    default:
      return null;
  }
}

const diagonal = pickCard({
  name: "diagonal", attributes: { offset: 0, axis1: 0, axis2: 1 }, sentence: "The diagonal of a matrix.",
  spellings: ["torch.diagonal(input=x, offset=offset, dim1=axis1, dim2=axis2)", "torch.Tensor.diagonal(self=x, offset=offset, dim1=axis1, dim2=axis2)", "numpy.diagonal(a=x, offset=offset, axis1=axis1, axis2=axis2)", "torch.linalg.diagonal(A=x, *, offset=offset, dim1=axis1, dim2=axis2)"],
  samples: () => [{ inputs: [matrix] }, { inputs: [cube], attributes: { offset: 1, axis1: 1, axis2: 2 } }],
  pick: (shape, a) => {
    const [i, j] = [axisIn("diagonal", a.axis1, shape.length), axisIn("diagonal", a.axis2, shape.length)];
    const offset = Number(a.offset);
    const length = Math.max(0, Math.min(shape[i]! + Math.min(offset, 0), shape[j]! - Math.max(offset, 0)));
    const rest = shape.map((_, axis) => axis).filter((axis) => axis !== i && axis !== j);
    return mapOf([...rest.map((axis) => shape[axis]!), length], shape, (index) => {
      const k = index.at(-1)!;
      const place = new Array<number>(shape.length);
      rest.forEach((axis, at) => { place[axis] = index[at]!; });
      place[i] = k - Math.min(offset, 0);
      place[j] = k + Math.max(offset, 0);
      return place;
    });
  },
});

const diagEmbed = pickCard({
  name: "diag_embed", attributes: { offset: 0, axis1: -2, axis2: -1, value: 0 }, sentence: "Puts a vector onto the diagonal of a matrix of zeros.",
  spellings: ["torch.diag_embed(input=x, offset=offset, dim1=axis1, dim2=axis2)", "torch.Tensor.diag_embed(self=x, offset=offset, dim1=axis1, dim2=axis2)", "torch.diagflat(input=x, offset=offset)"],
  samples: () => [{ inputs: [matrix] }],
  pick: (shape, a) => {
    const rank = shape.length + 1;
    const [i, j] = [axisIn("diag_embed", a.axis1, rank), axisIn("diag_embed", a.axis2, rank)];
    const offset = Number(a.offset);
    const side = (shape.at(-1) ?? 1) + Math.abs(offset);
    const result: number[] = [];
    let next = 0;
    for (let axis = 0; axis < rank; axis++) result.push(axis === i || axis === j ? side : shape[next++]!);
    return mapOf(result, shape, (index) => {
      const k = index[i]! + Math.min(offset, 0);
      if (index[j]! - index[i]! !== offset || k < 0) return null;
      return [...index.filter((_, axis) => axis !== i && axis !== j), k];
    });
  },
});

const unfoldWindows = pickCard({
  name: "unfold_windows", attributes: { axis: 0, size: 1, step: 1 }, sentence: "All windows of a size along an axis.",
  spellings: ["torch.Tensor.unfold(self=x, dimension=axis, size=size, step=step)"],
  samples: () => [{ inputs: [matrix], attributes: { axis: 1, size: 2, step: 1 } }],
  pick: (shape, a) => {
    const axis = axisIn("unfold", a.axis, shape.length);
    const [size, step] = [Number(a.size), Number(a.step)];
    const windows = Math.floor(((shape[axis] ?? 1) - size) / step) + 1;
    if (shape.length === 0) return { shape: [size], from: new Int32Array(size) };
    return mapOf([...shape.map((length, at) => (at === axis ? windows : length)), size], shape, (index) => shape.map((_, at) => (at === axis ? index[at]! * step + index.at(-1)! : index[at]!)));
  },
});

export const rearrangeCards: readonly Card[] = [flip, roll, repeat, repeatInterleave, pad, diagonal, diagEmbed, unfoldWindows];
