/** What a layer gives to the next one: its spread, its dead units, what of it is saturated. */
import { forEachRun, item, type NDArray, size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { Share } from "../../report/views/overview.js";

/** `rectifier`: zero for all that is not positive. `sigmoid`: between 0 and 1. `tanh`: between −1 and 1. */
type Form = "rectifier" | "sigmoid" | "tanh" | "other";

const FORMS: Readonly<Record<string, Form>> = {
  relu: "rectifier", relu6: "rectifier", sigmoid: "sigmoid", tanh: "tanh",
  leaky_relu: "other", prelu: "other", elu: "other", celu: "other", selu: "other", gelu: "other", silu: "other", mish: "other", softplus: "other",
  softsign: "other", hardtanh: "other", hardsigmoid: "other", hardswish: "other", glu: "other",
};

/** null: not an activation function. */
export function formOf(node: Node): Form | null {
  const { card, inputs, attributes } = node;
  if (!card) return null;
  const form = FORMS[card.name];
  if (form) return form;
  if (card.name === "maximum" || card.name === "fmax" || card.name === "clamp_min_tensor") return inputs.some(isZero) ? "rectifier" : null;
  if (card.name === "clamp") return attributes.min === 0 ? "rectifier" : null;
  return isLogistic(node) ? "sigmoid" : null;
}

const isZero = ({ card, value }: Node): boolean => !card && size(value) === 1 && item(value) === 0;
const isOne = ({ card, value }: Node): boolean => !card && size(value) === 1 && item(value) === 1;

/** 1 / (1 + exp(−z)), written out. */
function isLogistic({ card, inputs: [above, below] }: Node): boolean {
  return card?.name === "div" && above !== undefined && isOne(above) && below?.card?.name === "add" && below.inputs.some(isOne) && below.inputs.some((input) => input.card?.name === "exp");
}

/**
 * Units of several evaluations are dead if they are in each. A unit is an index in the last axis; after a convolution,
 * in the axis of its channels; without an example's axis each element is one.
 */
export function deadUnits(nodes: readonly Node[]): Share | null {
  const rectifiers = nodes.filter((node) => formOf(node) === "rectifier");
  const last = rectifiers.at(-1);
  if (!last) return null;
  const units = unitsOf(last);
  const alive = new Uint8Array(units.total);
  for (const node of rectifiers) {
    const { value } = node;
    const { axis, total } = unitsOf(node);
    if (total !== units.total) continue;
    const after = value.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const { buffer } = value;
    let before = 0;
    forEachRun(value, (from, length, step) => {
      // A NaN is no dead unit.
      for (let i = 0, at = from; i < length; i++, at += step) if (buffer[at] !== 0) alive[Math.floor((before + i) / after) % total] = 1;
      before += length;
    });
  }
  return units.total === 0 ? null : { count: alive.filter((one) => one === 0).length, total: units.total };
}

function unitsOf(node: Node): { readonly axis: number; readonly total: number } {
  const { shape } = node.value;
  const axis = Math.max(0, shape.length - 1 - spatialAxes(node));
  return { axis, total: shape.length === 0 ? 1 : shape[axis]! };
}

/** How far up a convolution is looked for: past a bias, a normalization, a pooling. */
const NEAR = 4;

/** Of the convolution that the values come from: its weight has one axis each for outputs and inputs besides. */
function spatialAxes(node: Node): number {
  let at: Node | undefined = node;
  for (let step = 0; at && step < NEAR; step++) {
    const weight: Node | undefined = at.card?.name.includes("conv") ? at.inputs[1] : undefined;
    if (weight) return Math.max(0, weight.value.shape.length - 2);
    at = at.inputs[0];
  }
  return 0;
}

/** Sigmoid: s(1 − s) < 0.0099, a 25th of the steepest slope. Tanh: 1 − t² < 0.02, a 50th of it. */
const FAR_OUT = 0.99;

export function saturation(nodes: readonly Node[]): Share | null {
  let count = 0;
  let total = 0;
  for (const node of nodes) {
    const form = formOf(node);
    if (form !== "sigmoid" && form !== "tanh") continue;
    const { value } = node;
    total += size(value);
    const { buffer } = value;
    forEachRun(value, (from, length, step) => {
      for (let i = 0, at = from; i < length; i++, at += step) {
        const output = buffer[at]!;
        if (Math.abs(output) > FAR_OUT || (form === "sigmoid" && output < 1 - FAR_OUT)) count++;
      }
    });
  }
  return total === 0 ? null : { count, total };
}

export function spreadOf(array: NDArray): { readonly mean: number; readonly deviation: number } {
  const { buffer } = array;
  const count = size(array);
  const tally = { sum: 0, squares: 0 };
  forEachRun(array, (from, length, step) => {
    for (let i = 0, at = from; i < length; i++, at += step) tally.sum += buffer[at]!;
  });
  const mean = tally.sum / count;
  forEachRun(array, (from, length, step) => {
    for (let i = 0, at = from; i < length; i++, at += step) tally.squares += (buffer[at]! - mean) ** 2;
  });
  return { mean, deviation: Math.sqrt(tally.squares / count) };
}
