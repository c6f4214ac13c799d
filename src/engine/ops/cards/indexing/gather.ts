/** Taking and putting elements by an index tensor along one axis. */
import { contiguous, fromNumbers, type NDArray, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { contiguousStrides, sameShape, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import {
  type Attributes,
  type Card,
  defineStructural,
  OperationError,
  type RuleContext,
} from "../../define.js";
import { matrix } from "../shape/family.js";

/** For every element of `index`: the row-major position in an array of `shape` that it names along `axis`. */
export function positions(name: string, shape: Shape, index: NDArray, axis: number): Int32Array {
  const strides = contiguousStrides(shape);
  const values = contiguous(index).buffer;
  const out = new Int32Array(values.length);
  const length = shape[axis] ?? 1;
  const step = strides[axis] ?? 1;
  const others = index.shape.map((_, one) => (one === axis ? 0 : (strides[one] ?? 0)));
  // Where the index itself is, axis by axis; `base` is what its other axes come to.
  const place = new Int32Array(index.shape.length);
  for (let i = 0, base = 0; i < out.length; i++) {
    const raw = values[i]!;
    if (raw < -length || raw >= length) throw outside(name, raw, axis, length);
    out[i] = base + (raw < 0 ? raw + length : raw) * step;
    for (let one = place.length - 1; one >= 0; one--) {
      base += others[one]!;
      if (++place[one]! < index.shape[one]!) break;
      base -= others[one]! * index.shape[one]!;
      place[one] = 0;
    }
  }
  return out;
}

const outside = (name: string, index: number, axis: number, length: number): OperationError =>
  new OperationError(`${name}: index ${index} is outside axis ${axis} of length ${length}`, {
    torch: {
      type: "RuntimeError",
      message: `index ${index} is out of bounds for dimension ${axis} with size ${length}`,
    },
    numpy: {
      type: "IndexError",
      message: `index ${index} is out of bounds for axis ${axis} with size ${length}`,
    },
  });

const index = fromNumbers("int64", [2, 2], [0, 2, 1, 1]);

/** yᵢⱼ = x[i, index[i, j]]; the adjoint is added back at the index. */
export const gather: Card = defineStructural({
  name: "gather",
  inputs: ["x", "index"],
  attributes: { axis: 0 },
  dtype: "first",
  sentence: "Takes elements along an axis by an index tensor.",
  spellings: [
    "torch.gather(input=x, dim=axis, index=index)",
    "torch.Tensor.gather(self=x, dim=axis, index=index)",
    "numpy.take_along_axis(arr=x, indices=index, axis=axis)",
  ],
  samples: () => [
    { inputs: [matrix, index], attributes: { axis: 1 } },
    { inputs: [matrix, fromNumbers("int64", [1, 3], [1, 0, 1])], attributes: { axis: 0 } },
  ],
  shape: ([, shape]) => shape!,
  forward: ([x, at], a) => {
    const flat = contiguous(x!).buffer;
    const out = allocate(x!.dtype, sizeOf(at!.shape));
    positions("gather", x!.shape, at!, axisIn("gather", a.axis, x!.shape.length)).forEach((position, i) => {
      out[i] = flat[position]!;
    });
    return wrap(x!.dtype, at!.shape, out);
  },
  vjp: { x: (c) => c.ops.scatterAdd(c.in.x!.value.shape, c.in.index!, c.g, Number(c.attributes.axis)) },
  jvp: (c) => c.ops.gather(c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.in.index!, Number(c.attributes.axis)),
  formula: {
    value: { text: "{x}[{index}]", latex: "{x}_{{index}}" },
    derivatives: { x: { text: "{gy} added up at {index}", latex: "\\text{scatter}({gy}, {index})" } },
  },
});

function scattered(name: string, arrays: readonly NDArray[], a: Attributes, add: boolean): NDArray {
  const [x, at, source] = arrays as readonly [NDArray, NDArray, NDArray];
  const out = allocate(x.dtype, sizeOf(x.shape));
  const isZero = x.strides.every((step) => step === 0) && x.buffer[x.offset] === 0;
  if (!isZero) out.set(contiguous(x).buffer);
  const axis = axisIn(name, a.axis, x.shape.length);
  const values = contiguous(source).buffer;
  const to = positions(name, x.shape, at, axis);
  // A source larger than the index is read at the index's own places.
  const from = sameShape(source.shape, at.shape) ? null : positions(name, source.shape, fromNumbers("int64", at.shape, placesAlong(at.shape, axis)), axis);
  for (let i = 0; i < to.length; i++) {
    const value = values[from ? from[i]! : i]!;
    out[to[i]!] = add ? out[to[i]!]! + value : value;
  }
  return wrap(x.dtype, x.shape, out);
}

function placesAlong(shape: Shape, axis: number): number[] {
  const step = contiguousStrides(shape)[axis] ?? 1;
  return Array.from({ length: sizeOf(shape) }, (_, i) => Math.floor(i / step) % (shape[axis] ?? 1));
}

const spelled = (name: string): string[] => [
  `torch.${name}(input=x, dim=axis, index=index, src=source)`,
  `torch.Tensor.${name}(self=x, dim=axis, index=index, src=source)`,
];
const pieces = fromNumbers("float64", [2, 2], [5, 6, 7, 8]);

/** x with source added at the index. */
export const scatterAdd: Card = defineStructural({
  name: "scatter_add",
  inputs: ["x", "index", "source"],
  attributes: { axis: 0 },
  dtype: "first",
  sentence: "Adds values at the places an index tensor names.",
  spellings: spelled("scatter_add"),
  samples: () => [{ inputs: [matrix, index, pieces], attributes: { axis: 1 } }],
  shape: ([shape]) => shape!,
  forward: (arrays, a) => scattered("scatter_add", arrays, a, true),
  vjp: { x: (c) => c.g, source: (c) => sourceAdjoint(c) },
  jvp: (c) =>
    c.ops.apply(
      "scatter_add",
      [
        c.tangents.x ?? c.ops.zerosLike(c.in.x!),
        c.in.index!,
        c.tangents.source ?? c.ops.zerosLike(c.in.source!),
      ],
      c.attributes,
    ),
  formula: {
    value: { text: "{x} + {source} at {index}", latex: "{x} + \\text{scatter}({source}, {index})" },
    derivatives: {
      x: { text: "{gy}", latex: "{gy}" },
      source: { text: "{gy}[{index}]", latex: "{gy}_{{index}}" },
    },
  },
});

/** x with source written at the index; where places repeat the last write stands. */
export const scatter: Card = defineStructural({
  name: "scatter",
  inputs: ["x", "index", "source"],
  attributes: { axis: 0 },
  dtype: "first",
  sentence: "Writes values at the places an index tensor names.",
  spellings: spelled("scatter"),
  samples: () => [
    { inputs: [matrix, fromNumbers("int64", [2, 2], [0, 2, 1, 0]), pieces], attributes: { axis: 1 } },
  ],
  shape: ([shape]) => shape!,
  forward: (arrays, a) => scattered("scatter", arrays, a, false),
  vjp: {
    x: (c) =>
      c.ops.apply("scatter", [c.g, c.in.index!, c.ops.fill(c.g, c.in.source!.value.shape, 0)], c.attributes),
    source: (c) => sourceAdjoint(c),
  },
  jvp: (c) =>
    c.ops.apply(
      "scatter",
      [
        c.tangents.x ?? c.ops.zerosLike(c.in.x!),
        c.in.index!,
        c.tangents.source ?? c.ops.zerosLike(c.in.source!),
      ],
      c.attributes,
    ),
  formula: {
    value: { text: "{x} with {source} at {index}", latex: "{x}[{index}] \\leftarrow {source}" },
    derivatives: {
      x: { text: "{gy}, 0 at {index}", latex: "{gy} \\cdot [\\text{not written}]" },
      source: { text: "{gy}[{index}]", latex: "{gy}_{{index}}" },
    },
  },
});

/** The adjoint at the index, in the source's shape: where the source is larger the rest is 0. */
function sourceAdjoint(c: RuleContext): Node {
  const taken = c.ops.gather(c.g, c.in.index!, Number(c.attributes.axis));
  const [own, wanted] = [taken.value.shape, c.in.source!.value.shape];
  if (own.every((length, axis) => length === wanted[axis])) return taken;
  return c.ops.sliceAdjoint(
    taken,
    wanted,
    own.map(() => 0),
    own,
    own.map(() => 1),
  );
}
