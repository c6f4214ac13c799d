/** Elements in other places, some of them several times: flips, shifts, repeats, borders. */
import { sizeOf } from "../../../tensor/shape.js";
import { axisIn, numbersOf } from "../../axes.js";
import { type Attributes, type Card, OperationError } from "../../define.js";
import { cube, matrix } from "./family.js";
import { mapOf, pickCard } from "./pick.js";

const axesList = (name: string, attribute: Attributes[string] | undefined, rank: number): number[] =>
  (Array.isArray(attribute) ? numbersOf(attribute) : [Number(attribute)]).map((axis) =>
    axisIn(name, axis, rank),
  );

const flip = pickCard({
  name: "flip",
  attributes: { axes: [] },
  sentence: "Reverses the order along axes.",
  spellings: ["torch.flip(input=x, dims=axes)", "torch.Tensor.flip(self=x, *axes)"],
  samples: () => [{ inputs: [cube], attributes: { axes: [0, 2] } }],
  pick: (shape, a) => {
    const axes = axesList("flip", a.axes, shape.length);
    return mapOf(shape, shape, (index) =>
      index.map((k, axis) => (axes.includes(axis) ? shape[axis]! - 1 - k : k)),
    );
  },
});

/** Quarter turns in the plane of two axes, from the first towards the second. */
const rot90 = pickCard({
  name: "rot90",
  attributes: { k: 1, axes: [0, 1] },
  sentence: "Turns by right angles in the plane of two axes.",
  spellings: [
    "torch.rot90(input=x, k=k, dims=axes)",
    "torch.Tensor.rot90(self=x, k=k, dims=axes)",
    "numpy.rot90(m=x, k=k, axes=axes)",
    "jax.numpy.rot90(m=x, k=k, axes=axes)",
  ],
  samples: () => [-1, 1, 2].map((k) => ({ inputs: [matrix], attributes: { k } })),
  pick: (shape, a) => {
    const [i, j] = axesList("rot90", a.axes, shape.length) as [number, number]; // two axes
    const turns = ((Number(a.k) % 4) + 4) % 4;
    const result =
      turns % 2
        ? shape.map((length, axis) => (axis === i ? shape[j]! : axis === j ? shape[i]! : length))
        : shape;
    return mapOf(result, shape, (index) => {
      const place = [...index];
      const [p, q] = [index[i]!, index[j]!];
      if (turns === 1) [place[i], place[j]] = [q, shape[j]! - 1 - p];
      if (turns === 2) [place[i], place[j]] = [shape[i]! - 1 - p, shape[j]! - 1 - q];
      if (turns === 3) [place[i], place[j]] = [shape[i]! - 1 - q, p];
      return place;
    });
  },
});

const mirrored = (name: "fliplr" | "flipud", axis: number): Card =>
  pickCard({
    name,
    attributes: {},
    sentence: axis ? "Mirrors left and right." : "Mirrors up and down.",
    spellings: [
      `torch.${name}(input=x)`,
      `torch.Tensor.${name}(self=x)`,
      `numpy.${name}(m=x)`,
      `jax.numpy.${name}(m=x)`,
    ],
    samples: () => [{ inputs: [cube] }],
    pick: (shape) =>
      mapOf(shape, shape, (index) => index.map((k, at) => (at === axis ? shape[axis]! - 1 - k : k))),
  });

const roll = pickCard({
  name: "roll",
  attributes: { shifts: 0, axes: null },
  sentence: "Shifts elements around along axes.",
  spellings: [
    "torch.roll(input=x, shifts=shifts, dims=axes)",
    "torch.Tensor.roll(self=x, shifts=shifts, dims=axes)",
    "numpy.roll(a=x, shift=shifts, axis=axes)",
    "jax.numpy.roll(a=x, shift=shifts, axis=axes)",
  ],
  samples: () => [
    { inputs: [matrix], attributes: { shifts: 1, axes: [1] } },
    { inputs: [matrix], attributes: { shifts: 2, axes: [] } },
  ],
  pick: (shape, a) => {
    const shifts = Array.isArray(a.shifts) ? numbersOf(a.shifts) : [Number(a.shifts)];
    if (a.axes === null || a.axes === undefined || (Array.isArray(a.axes) && !a.axes.length)) {
      const total = sizeOf(shape);
      const by = total ? ((shifts[0]! % total) + total) % total : 0;
      return { shape, from: Int32Array.from({ length: total }, (_, i) => (i - by + total) % total) };
    }
    const axes = axesList("roll", a.axes, shape.length);
    return mapOf(shape, shape, (index) =>
      index.map((k, axis) => {
        const by = axes.reduce((sum, one, i) => (one === axis ? sum + shifts[i]! : sum), 0);
        const length = shape[axis]!;
        return (((k - by) % length) + length) % length;
      }),
    );
  },
});

const repeat = pickCard({
  name: "repeat",
  attributes: { repeats: [] },
  sentence: "Lays copies side by side along each axis.",
  spellings: ["torch.Tensor.repeat(self=x, *repeats)"],
  samples: () => [{ inputs: [matrix], attributes: { repeats: [2, 1, 2] } }],
  pick: (shape, a) => {
    const times = numbersOf(a.repeats);
    const lead = times.length - shape.length;
    if (lead < 0)
      throw new OperationError("repeat: fewer counts than axes", {
        torch: {
          type: "RuntimeError",
          message:
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
        },
      });
    return mapOf(
      times.map((count, axis) => count * (axis < lead ? 1 : shape[axis - lead]!)),
      shape,
      (index) => shape.map((length, axis) => index[axis + lead]! % length),
    );
  },
});

const repeatInterleave = pickCard({
  name: "repeat_interleave",
  attributes: { repeats: 1, axis: null },
  sentence: "Repeats each element or row where it stands.",
  spellings: [
    "torch.repeat_interleave(input=x, repeats=repeats, dim=axis)",
    "torch.Tensor.repeat_interleave(self=x, repeats=repeats, dim=axis)",
    "numpy.repeat(a=x, repeats=repeats, axis=axis)",
    "numpy.ndarray.repeat(self=x, repeats=repeats, axis=axis)",
    "jax.numpy.repeat(a=x, repeats=repeats, axis=axis)",
  ],
  samples: () => [
    { inputs: [matrix], attributes: { repeats: 2, axis: 1 } },
    { inputs: [matrix], attributes: { repeats: [1, 2], axis: 0 } },
  ],
  pick: (shape, a) => {
    const flat = a.axis === null || a.axis === undefined;
    const source = flat ? [sizeOf(shape)] : shape;
    const axis = flat ? 0 : axisIn("repeat_interleave", a.axis, shape.length);
    const counts = Array.isArray(a.repeats) ? numbersOf(a.repeats) : [Number(a.repeats)];
    const rows = Array.from({ length: source[axis]! }, (_, k) =>
      Array<number>(counts[counts.length === 1 ? 0 : k] ?? 0).fill(k),
    ).flat();
    return mapOf(
      source.map((length, at) => (at === axis ? rows.length : length)),
      source,
      (index) => index.map((k, at) => (at === axis ? rows[k]! : k)),
    );
  },
});

/** torch's order of pads: last axis first, two numbers an axis. */
const pad = pickCard({
  name: "pad",
  attributes: { pads: [], mode: "constant", value: 0 },
  sentence: "Puts a border around a tensor.",
  spellings: [
    "torch.nn.functional.pad(input=x, pad=pads, mode=mode, value=value)",
    "torch.constant_pad_nd(input=x, pad=pads, value=value)",
  ],
  samples: () => [
    { inputs: [matrix], attributes: { pads: [1, 2, 0, 1], mode: "constant", value: 3 } },
    { inputs: [cube], attributes: { pads: [1, 2], mode: "reflect", value: 0 } },
    { inputs: [cube], attributes: { pads: [1, 2], mode: "replicate", value: 0 } },
    { inputs: [cube], attributes: { pads: [1, 2], mode: "circular", value: 0 } },
  ],
  pick: (shape, a) => {
    const pads = numbersOf(a.pads);
    const before = shape.map((_, axis) => pads[2 * (shape.length - 1 - axis)] ?? 0);
    const after = shape.map((_, axis) => pads[2 * (shape.length - 1 - axis) + 1] ?? 0);
    const padded = shape.map((length, axis) => length + before[axis]! + after[axis]!);
    return mapOf(padded, shape, (index) => {
      const place = index.map((k, axis) =>
        a.mode === "circular"
          ? around(k, shape[axis]!, before[axis]!, after[axis]!)
          : inside(k - before[axis]!, shape[axis]!, String(a.mode)),
      );
      return place.some((k) => k === null) ? null : (place as number[]); // none is null
    });
  },
});

/** Round and round in what negative pads leave of the axis. */
function around(k: number, length: number, before: number, after: number): number {
  const left = length + Math.min(before, 0) + Math.min(after, 0);
  return Math.max(-before, 0) + ((((k - Math.max(before, 0)) % left) + left) % left);
}

function inside(k: number, length: number, mode: string): number | null {
  if (k >= 0 && k < length) return k;
  switch (mode) {
    case "replicate":
      return k < 0 ? 0 : length - 1;
    case "reflect":
      return k < 0 ? -k : 2 * (length - 1) - k;
    default:
      return null;
  }
}

export const rearrangeCards: readonly Card[] = [
  flip,
  mirrored("fliplr", 1),
  mirrored("flipud", 0),
  rot90,
  roll,
  repeat,
  repeatInterleave,
  pad,
];
