/** Operations that pick each result element from a place of the input: one map of indices, its adjoint adds back. */
import { contiguous, type NDArray, wrap } from "../../../tensor/array.js";
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { contiguousStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import { type Attributes, type Card, defineStructural, type Sample } from "../../define.js";
import { moved } from "./family.js";

export interface Picking {
  readonly shape: Shape;
  /** Row-major index into the input for each result element; −1: the attribute `value`. */
  readonly from: Int32Array;
}

export interface PickCard {
  readonly name: string;
  readonly attributes: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  readonly samples: () => readonly Sample[];
  readonly pick: (shape: Shape, attributes: Attributes) => Picking;
  /** Where the result can see the input's own elements: the view, laid out as `pick` says. */
  readonly view?: (x: NDArray, attributes: Attributes) => NDArray;
}

/** What comes from the input, as integer tensors, flat. */
interface Kept {
  /** Where from. */
  readonly from: NDArray;
  /** Where to; null: it is all of the result. */
  readonly to: NDArray | null;
}

interface PickMap extends Picking {
  /** Made for the first adjoint. */
  kept: Kept | null;
}

/** The last maps made; loops ask for the same ones again and again. */
const maps = new Map<string, PickMap>();

function mapFor(card: PickCard, shape: Shape, attributes: Attributes): PickMap {
  const key = `${card.name} ${shape} ${JSON.stringify(attributes)}`;
  const known = maps.get(key);
  if (known) return known;
  if (maps.size >= 64) maps.clear();
  const map = { ...card.pick(shape, attributes), kept: null };
  maps.set(key, map);
  return map;
}

function picked(x: NDArray, { shape, from }: Picking, fill: number): NDArray {
  const values = contiguous(x).buffer;
  const out = allocate(x.dtype, from.length);
  const outside = rounderOf(x.dtype)(fill);
  for (let i = 0; i < from.length; i++) out[i] = from[i]! < 0 ? outside : values[from[i]!]!;
  return wrap(x.dtype, shape, out);
}

export function pickCard(card: PickCard): Card {
  return defineStructural({
    name: card.name,
    inputs: ["x"],
    attributes: card.attributes,
    dtype: "first",
    sentence: card.sentence,
    ...(card.view ? { view: true } : {}),
    spellings: card.spellings,
    samples: card.samples,
    shape: ([shape], a) => mapFor(card, shape!, a).shape,
    forward: ([x], a) =>
      card.view ? card.view(x!, a) : picked(x!, mapFor(card, x!.shape, a), Number(a.value ?? 0)),
    vjp: {
      x: (c) => {
        const { shape } = c.in.x!.value;
        const map = mapFor(card, shape, c.attributes);
        const { from, to } = (map.kept ??= keptOf(map.from));
        const flat = c.ops.reshape(c.g, [map.from.length]);
        const values = to ? c.ops.gather(flat, c.ops.constant(to), 0) : flat;
        return c.ops.reshape(c.ops.scatterAdd([sizeOf(shape)], c.ops.constant(from), values, 0), shape);
      },
    },
    jvp: (c) =>
      c.ops.apply(card.name, [c.tangents.x ?? c.ops.zerosLike(c.in.x!)], {
        ...c.attributes,
        ...(c.attributes.value === undefined ? {} : { value: 0 }),
      }),
    formula: moved(`${card.name}({x})`, "{gy} put back to where each element came from, added up"),
  });
}

function keptOf(from: Int32Array): Kept {
  const to = Float64Array.from(from.keys()).filter((i) => from[i]! >= 0);
  const isAll = to.length === from.length;
  return { from: integers(isAll ? Float64Array.from(from) : to.map((i) => from[i]!)), to: isAll ? null : integers(to) };
}

const integers = (values: Float64Array): NDArray => wrap("int64", [values.length], values);

/** Builds the map by asking, for each result index, where it comes from. */
export function mapOf(
  shape: Shape,
  source: Shape,
  at: (index: readonly number[]) => readonly number[] | null,
): Picking {
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
