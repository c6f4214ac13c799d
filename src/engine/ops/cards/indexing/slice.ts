import { assign, type NDArray, restride, wrap, zeros } from "../../../tensor/array.js";
import { Pieces } from "../../../tensor/pieces.js";
import { numbersOf } from "../../axes.js";
import { type Attributes, type Card, defineStructural } from "../../define.js";
import { matrix, moved } from "../shape/family.js";

/**
 * One range an axis: from `starts` in `steps` up to (not with) `stops`, all counted from the front; a negative step runs
 * down to a stop that may be −1, meaning "past the first element".
 */
const lengths = (a: Attributes): number[] => {
  const [starts, stops, steps] = [numbersOf(a.starts), numbersOf(a.stops), numbersOf(a.steps)];
  return starts.map((start, axis) => Math.max(0, Math.ceil((stops[axis]! - start) / steps[axis]!)));
};

function sliced(x: NDArray, a: Attributes): NDArray {
  const [starts, steps] = [numbersOf(a.starts), numbersOf(a.steps)];
  const offset = starts.reduce(
    (sum, start, axis) => sum + (x.shape[axis]! ? start * x.strides[axis]! : 0),
    x.offset,
  );
  return restride(
    x,
    lengths(a),
    x.strides.map((stride, axis) => stride * steps[axis]!),
    offset,
  );
}

const ATTRIBUTES = { starts: [], stops: [], steps: [] };
const SAMPLE = { starts: [0, 2], stops: [2, -1], steps: [1, -2] };

/** A range along each axis. */
export const slice: Card = defineStructural({
  name: "slice",
  inputs: ["x"],
  attributes: ATTRIBUTES,
  dtype: "first",
  sentence: "Takes a range of elements along each axis.",
  spellings: [],
  samples: () => [
    { inputs: [matrix], attributes: SAMPLE },
    { inputs: [matrix], attributes: { starts: [1, 0], stops: [2, 2], steps: [1, 1] } },
  ],
  shape: (_, a) => lengths(a),
  view: true,
  forward: ([x], a) => sliced(x!, a),
  vjp: {
    x: (c) =>
      c.ops.sliceAdjoint(
        c.g,
        c.in.x!.value.shape,
        numbersOf(c.attributes.starts),
        numbersOf(c.attributes.stops),
        numbersOf(c.attributes.steps),
      ),
  },
  jvp: "linear",
  formula: moved("{x}[…]", "{gy} at the taken places, else 0"),
});

/** Zeros of `shape` with x written into the range. */
export const sliceAdjoint: Card = defineStructural({
  name: "slice_adjoint",
  inputs: ["x"],
  attributes: { ...ATTRIBUTES, shape: [] },
  dtype: "first",
  sentence: "Puts values back into the range they were taken from.",
  spellings: [],
  samples: () => [
    {
      inputs: [wrap("float64", [2, 2], new Float64Array([1, 2, 3, 4]))],
      attributes: { ...SAMPLE, shape: [2, 3] },
    },
  ],
  shape: (_, a) => numbersOf(a.shape),
  forward: ([x], a) => {
    const shape = numbersOf(a.shape);
    if (x!.dtype === "float32" || x!.dtype === "float64") return Pieces.of(shape, x!, { starts: numbersOf(a.starts), steps: numbersOf(a.steps) });
    const out = zeros(x!.dtype, shape);
    assign(sliced(out, a), x!);
    return out;
  },
  vjp: {
    x: (c) =>
      c.ops.slice(
        c.g,
        numbersOf(c.attributes.starts),
        numbersOf(c.attributes.stops),
        numbersOf(c.attributes.steps),
      ),
  },
  jvp: "linear",
  formula: moved("zeros with {x} put in", "{gy} at the range"),
});
