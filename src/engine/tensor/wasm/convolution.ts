/**
 * Convolution and its adjoints by the kernels, adding in the order of `tensor/kernels/conv.ts`: windows are read where they
 * lie, in planes that hold the padding as zeros.
 */
import type { ConvolutionGeometry } from "../kernels/conv.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Kernels } from "./kernels.js";
import { offsetsOf, originsOf, type Sliding, spreadOf } from "./windows.js";

/** Planes with room for what their windows cover, and how to fill them. */
interface Planes extends Sliding {
  /** Of what is given. */
  readonly given: Shape;
  readonly step: readonly number[];
  readonly lead: readonly number[];
}

/** The input with its padding. */
function inputPlanes({ input, window, output, stride, before, dilation }: ConvolutionGeometry): Planes {
  const plane = input.map((length, i) => Math.max(before[i]! + length, (output[i]! - 1) * stride[i]! + (window[i]! - 1) * dilation[i]! + 1));
  return { plane, window, dilation, output, stride, first: input.map(() => 0), given: input, step: input.map(() => 1), lead: before };
}

/** The output's adjoint with `stride` − 1 zeros between; the windows of it that belong to each place of the input hold the weights backwards. */
function adjointPlanes({ input, window, output, stride, before, dilation }: ConvolutionGeometry): Planes {
  const reach = window.map((length, i) => (length - 1) * dilation[i]!);
  const lead = reach.map((length, i) => Math.max(0, length - before[i]!));
  const first = lead.map((length, i) => length - reach[i]! + before[i]!);
  const plane = input.map((length, i) => Math.max((output[i]! - 1) * stride[i]! + lead[i]! + 1, length + first[i]! + reach[i]!));
  return { plane, window, dilation, output: input, stride: input.map(() => 1), first, given: output, step: stride, lead };
}

const isWhole = ({ plane, given }: Planes): boolean => plane.every((length, i) => length === given[i]);

/** Bytes that `putPlanes` takes. */
const roomOfPlanes = (planes: Planes, count: number): number => (count * (sizeOf(planes.plane) + sizeOf(planes.given)) + sizeOf(planes.given)) * 4 + 48;

function putPlanes(kernels: Kernels, x: Float32Array, planes: Planes, count: number): number {
  const at = kernels.put(x, 0, x.length);
  if (isWhole(planes)) return at;
  const places = spreadOf(planes.plane, planes.given, planes.step, planes.lead);
  const out = kernels.filled(count * sizeOf(planes.plane), 0);
  kernels.run.spreadPlanes(at, count, places.length, kernels.putWhole(places), out, sizeOf(planes.plane));
  return out;
}

/** Offsets of all terms: those of a window in each of so many planes. */
function termsOf(taps: Int32Array, planes: number, plane: number, planesInside: boolean): Int32Array {
  const out = new Int32Array(taps.length * planes);
  const [tapStep, planeStep] = planesInside ? [planes, 1] : [1, taps.length];
  for (let p = 0; p < planes; p++) for (let tap = 0; tap < taps.length; tap++) out[tap * tapStep + p * planeStep] = taps[tap]! + 4 * p * plane;
  return out;
}

/** Sums over windows of `inputs` planes a group. */
interface Sums {
  readonly batch: number;
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly planes: Planes;
  readonly terms: Int32Array;
  /** [groups, outputs, terms]. */
  readonly weights: number;
  readonly bias: Float32Array | null;
}

const roomOfSums = (kernels: Kernels, planes: Planes, batch: number, groups: number, inputs: number, outputs: number): number =>
  roomOfPlanes(planes, batch * groups * inputs) + (2 * sizeOf(planes.output) + (inputs + 1) * sizeOf(planes.window) * (2 * groups * outputs + 1) + (batch * sizeOf(planes.output) + 1) * groups * outputs) * 4 +
  kernels.run.windowProductRoom(inputs * sizeOf(planes.window), outputs) + 256;

/** [batch, groups · outputs, windows]; `opened` kernels. */
function sumsOf(kernels: Kernels, x: Float32Array, { batch, groups, inputs, outputs, planes, terms, weights, bias }: Sums): Float32Array {
  const { run } = kernels;
  const origins = originsOf(planes);
  const [windows, count] = [sizeOf(planes.output), terms.length];
  const from = putPlanes(kernels, x, planes, batch * groups * inputs);
  const [begin, offsets, added] = [kernels.putWhole(origins), kernels.putWhole(terms), bias ? kernels.put(bias, 0, bias.length) : 0];
  const [out, room] = [kernels.room(batch * groups * outputs * windows), kernels.room(run.windowProductRoom(count, outputs) / 4)];
  const step = inputs * sizeOf(planes.plane) * 4;
  for (let i = 0; i < batch * groups; i++) {
    const group = i % groups;
    run.windowProduct(from + i * step, offsets, count, begin, windows, weights + group * outputs * count * 4, outputs, added && added + group * outputs * 4, out + i * outputs * windows * 4, room);
  }
  return kernels.take(out, batch * groups * outputs * windows);
}

/** x [batch, groups · channels, …] ⋆ w [groups · outputs, channels, …] + bias. null: no room. */
export function kernelConvolution(kernels: Kernels, x: Float32Array, w: Float32Array, bias: Float32Array | null, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number): Float32Array | null {
  const planes = inputPlanes(geometry);
  const { groups } = geometry;
  if (!kernels.open(roomOfSums(kernels, planes, batch, groups, channels, outputs))) return null;
  const taps = sizeOf(geometry.window);
  const given = kernels.put(w, 0, w.length);
  // [o, channel, tap] → [o, tap, channel]
  const weights = channels === 1 || taps === 1 ? given : kernels.room(w.length);
  const step = channels * taps * 4;
  if (weights !== given) for (let o = 0; o < groups * outputs; o++) kernels.run.turn(given + o * step, taps * 4, channels, taps, weights + o * step, channels * 4);
  return sumsOf(kernels, x, { batch, groups, inputs: channels, outputs, planes, terms: termsOf(offsetsOf(planes), channels, sizeOf(planes.plane), true), weights, bias });
}

/** The adjoint of x from that of the result, y, + bias; the weights must be finite, since they meet zeros here. null: no room. */
export function kernelInputAdjoint(kernels: Kernels, y: Float32Array, w: Float32Array, bias: Float32Array | null, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number): Float32Array | null {
  const planes = adjointPlanes(geometry);
  const { groups } = geometry;
  if (!kernels.open(roomOfSums(kernels, planes, batch, groups, outputs, channels))) return null;
  const rows = channels * sizeOf(geometry.window);
  const [given, weights] = [kernels.put(w, 0, w.length), kernels.room(w.length)];
  // [o, channel, tap] → [channel, tap, o]
  for (let group = 0; group < groups; group++) kernels.run.turn(given + group * outputs * rows * 4, rows * 4, outputs, rows, weights + group * outputs * rows * 4, outputs * 4);
  return sumsOf(kernels, y, { batch, groups, inputs: outputs, outputs: channels, planes, terms: termsOf(offsetsOf(planes).reverse(), outputs, sizeOf(planes.plane), true), weights, bias });
}

/** The adjoint of w: for each of the batch chains over `length` positions, added in turn. null: no room. */
export function kernelWeightAdjoint(kernels: Kernels, x: Float32Array, y: Float32Array, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number, length: number): Float32Array | null {
  const planes = inputPlanes(geometry);
  const { groups } = geometry;
  const windows = sizeOf(geometry.output);
  const rows = channels * sizeOf(geometry.window);
  const own = kernels.run.productRoom(rows, windows, outputs, length);
  const bytes = roomOfPlanes(planes, batch * groups * channels) + (y.length + 2 * windows + 2 * rows + rows * (windows + 4) + (groups + 2) * rows * outputs) * 4 + own + 256;
  if (!kernels.open(bytes)) return null;
  const { run } = kernels;
  const terms = termsOf(offsetsOf(planes), channels, sizeOf(planes.plane), false);
  const from = putPlanes(kernels, x, planes, batch * groups * channels);
  const [begin, offsets, adjoint] = [kernels.putWhole(originsOf(planes)), kernels.putWhole(terms), kernels.put(y, 0, y.length)];
  const row = (windows + 3) & ~3;
  const [unfolded, result, total, room] = [kernels.room(rows * row), kernels.room(rows * outputs), kernels.filled(groups * rows * outputs, 0), kernels.room(own / 4)];
  for (let i = 0; i < batch * groups; i++) {
    run.windowRows(from + i * channels * sizeOf(planes.plane) * 4, offsets, rows, begin, windows, unfolded, row * 4);
    run.product(unfolded, row * 4, 4, adjoint + i * outputs * windows * 4, 4, windows * 4, result, rows, windows, outputs, length, 0, room);
    const sum = total + (i % groups) * rows * outputs * 4;
    run.addPart(sum, sum, rows * outputs, result);
  }
  const turned = kernels.room(groups * rows * outputs);
  for (let group = 0; group < groups; group++) run.turn(total + group * rows * outputs * 4, outputs * 4, rows, outputs, turned + group * rows * outputs * 4, rows * 4);
  return kernels.take(turned, groups * rows * outputs);
}
