/** Other numbers in the inputs, and what follows from them. */
import type { CurveAnswer, CurveRequest, PlayAhead, PlayAnswer, PlayElement, PlayInput, PlayPlace, PlayRequest, PlayStep } from "../../report/views/play.js";
import { forEachPosition, type NDArray, size, toNumbers } from "../../tensor/array.js";
import { contiguousStrides } from "../../tensor/shape.js";
import { curveOf } from "../play/curve.js";
import { doubtsAt } from "../play/doubts.js";
import { playNumber } from "../play/numbers.js";
import type { Input } from "../play/inputs.js";
import { Playground, type Position } from "../play/playground.js";
import { kinkAt } from "../play/slopes.js";
import type { TargetGraph } from "../target-graph.js";

/** Arrays with at most so many elements are given whole. */
const WHOLE = 12;
/** Rows of inputs, those that are trained first. */
const MOST_INPUTS = 200;
/** What the steps looked ahead may cost, in the playground's unit: fewer of them in large graphs, one in the largest. */
const MOST_WORK = 400_000;

export function playView(graph: TargetGraph, { moves, shown, follow, ahead }: PlayRequest): PlayAnswer {
  const playground = Playground.of(graph);
  const position = playground.at(moves);
  const listed = [...playground.inputs].sort((a, b) => Number(b.isTrained) - Number(a.isTrained)).slice(0, MOST_INPUTS);
  const inputs = playground.inputs.filter((input) => listed.includes(input)).map((input) => playInput(graph, position, input, shown));
  const followed = follow && playground.inputOf(follow.node);
  const kink = follow && followed ? kinkAt(playground, position, followed.node, follow.element) : null;
  const [value, original] = [position.loss, playground.start.loss];
  return {
    symbol: graph.symbol,
    target: graph.target.name,
    value: playNumber(value),
    original: playNumber(original),
    change: playNumber(value - original),
    inputs,
    kink: kink && { left: playNumber(kink.left), right: playNumber(kink.right) },
    ahead: ahead && playAhead(playground, position, ahead, ahead.count, inputs),
    doubts: doubtsAt(position, playground),
  };
}

/** null: there is no such input. */
export function curveView(graph: TargetGraph, { moves, over, from, to }: CurveRequest): CurveAnswer | null {
  const playground = Playground.of(graph);
  const input = playground.inputOf(over.node);
  if (!input || over.element >= size(input.node.value) || !(from < to)) return null;
  return curveOf(playground, playground.at(moves), input.node, over.element, from, to);
}

function playInput(graph: TargetGraph, position: Position, { id, name, node, isTrained }: Input, shown: readonly PlayPlace[]): PlayInput {
  const [now, before] = [position.valueOf(node), node.value];
  const slope = position.gradientOf(node);
  const count = size(now);
  const wanted = count <= WHOLE ? Array.from({ length: count }, (_, i) => i) : [...new Set(shown.filter((place) => place.node === id && place.element < count).map(({ element }) => element))].sort((a, b) => a - b);
  const [values, originals, slopes] = [toNumbers(now), toNumbers(before), slope && toNumbers(slope)];
  const strides = contiguousStrides(now.shape);
  const element = (i: number): PlayElement => ({
    element: i,
    index: strides.map((stride, axis) => Math.floor(i / stride) % now.shape[axis]!),
    value: playNumber(values[i]!),
    original: playNumber(originals[i]!),
    gradient: slopes && playNumber(slopes[i]!),
  });
  const gradient = slope ? null : graph.gradients.of(node, node.value.dtype, 1);
  return {
    node: id,
    name,
    dtype: now.dtype,
    shape: [...now.shape],
    isTrained,
    elements: wanted.map(element),
    changed: now === before ? 0 : values.filter((value, i) => !Object.is(value, originals[i])).length,
    norm: playNumber(normOf(now)),
    gradientNorm: slope && playNumber(normOf(slope)),
    reason: gradient && gradient.kind !== "value" ? gradient.reason : "",
  };
}

function playAhead(playground: Playground, position: Position, step: PlayStep, count: number, inputs: readonly PlayInput[]): PlayAhead {
  const next = playground.step(position, step);
  let predicted = 0;
  for (const [node, value] of next.values) {
    const slope = position.gradientOf(node);
    if (!slope || value === position.valueOf(node)) continue;
    const [to, from, slopes] = [toNumbers(value), toNumbers(position.valueOf(node)), toNumbers(slope)];
    slopes.forEach((g, i) => { if (to[i] !== from[i]) predicted += g * (to[i]! - from[i]!); });
  }
  const path = [position.loss];
  const steps = Math.max(1, Math.min(count, Math.floor(MOST_WORK / playground.work)));
  for (let at = next, i = 0; i < steps; i++) {
    path.push(at.loss);
    if (i + 1 < steps) at = playground.step(at, step);
  }
  return {
    values: inputs.flatMap(({ node: id, elements }) => {
      const input = playground.inputOf(id);
      const to = input && toNumbers(next.valueOf(input.node));
      return to ? elements.map(({ element }) => ({ node: id, element, value: playNumber(to[element]!) })) : [];
    }),
    predicted: playNumber(predicted),
    actual: playNumber(next.loss - position.loss),
    path: path.map((loss) => (Number.isFinite(loss) ? loss : null)),
  };
}

function normOf(array: NDArray): number {
  let squares = 0;
  forEachPosition(array, (position) => (squares += array.buffer[position]! ** 2));
  return Math.sqrt(squares);
}
