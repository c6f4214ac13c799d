/** Indices of single elements along an axis: median, mode, running extremes. Their values are gathered, which carries the gradient. */
import { fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { aroundAxis, reducedShape } from "../../../tensor/kernels/reduce.js";
import { axisIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";

const sample = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);

/** `choose` sees one row along the axis and gives the position chosen. */
function chosen(name: string, sentence: string, choose: (row: readonly number[]) => number): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: { axis: -1, keepdim: false },
    dtype: "int64",
    sentence,
    spellings: [],
    samples: () => [{ inputs: [sample] }, { inputs: [sample], attributes: { axis: 0, keepdim: true } }],
    shape: ([shape], a) =>
      reducedShape(shape!, shape!.length ? [axisIn(name, a.axis, shape!.length)] : [], a.keepdim === true),
    forward: ([x], a) => {
      const axis = axisIn(name, a.axis, x!.shape.length);
      const shape = reducedShape(x!.shape, x!.shape.length ? [axis] : [], a.keepdim === true);
      return fromNumbers("int64", shape, rows(x!, axis).map(choose));
    },
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: { text: `${name} {x}`, latex: `\\operatorname{${name}} {x}` }, derivatives: {} },
  });
}

/** The rows along an axis, in the order of the result's elements. */
function rows(x: NDArray, axis: number): number[][] {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const values = toNumbers(x);
  const list: number[][] = [];
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      list.push(Array.from({ length }, (_, k) => values[(o * length + k) * inner + i]!));
  return list;
}

/** Position of the element of rank ⌊(n − 1)/2⌋: the lower one of two middle ones. */
export function lowerMedian(row: readonly number[], ignoreNaN: boolean): number {
  const first = row.findIndex(Number.isNaN);
  if (first >= 0 && !ignoreNaN) return first;
  const order = [...row.keys()]
    .filter((i) => !Number.isNaN(row[i]!))
    .sort((i, j) => row[i]! - row[j]! || i - j);
  return order[(order.length - 1) >> 1] ?? 0;
}

/** The smallest of the most frequent values, where it stands last. */
function mostFrequent(row: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of row) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = row[0] ?? 0;
  for (const [value, count] of counts)
    if (count > counts.get(best)! || (count === counts.get(best)! && value < best)) best = value;
  return row.lastIndexOf(best);
}

export const argmedian = chosen("argmedian", "Where the median stands, the lower one of two.", (row) =>
  lowerMedian(row, false),
);
export const argnanmedian = chosen(
  "argnanmedian",
  "Where the median of the elements that are not NaN stands.",
  (row) => lowerMedian(row, true),
);
export const argmode = chosen("argmode", "Where the most frequent value stands.", mostFrequent);

function running(name: "argcummax" | "argcummin", word: string, sign: 1 | -1): Card {
  return defineStructural({
    name,
    inputs: ["x"],
    attributes: { axis: 0 },
    dtype: "int64",
    sentence: `Where the ${word} element so far stands, the latest of equal ones.`,
    spellings: [],
    samples: () => [{ inputs: [sample], attributes: { axis: 1 } }],
    shape: ([shape]) => shape!,
    forward: ([x], a) => {
      const axis = axisIn(name, a.axis, x!.shape.length);
      const { length, inner } = aroundAxis(x!.shape, axis);
      const out = new Array<number>(toNumbers(x!).length);
      rows(x!, axis).forEach((row, r) => {
        let best = 0;
        row.forEach((value, k) => {
          if (Number.isNaN(value) || (sign * value >= sign * row[best]! && !Number.isNaN(row[best]!)))
            best = k;
          out[(Math.floor(r / inner) * length + k) * inner + (r % inner)] = best;
        });
      });
      return fromNumbers("int64", x!.shape, out);
    },
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: { text: `${name} {x}`, latex: `\\operatorname{${name}} {x}` }, derivatives: {} },
  });
}

export const argcummax = running("argcummax", "largest", 1);
export const argcummin = running("argcummin", "smallest", -1);
