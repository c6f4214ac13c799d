/**
 * Convolution and its adjoints by the kernels, adding in the order of `tensor/kernels/conv.ts`: windows are read where they
 * lie, in planes that hold the padding as zeros.
 */
import type { Convolution, ConvolutionGeometry } from "../kernels/conv.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Kernels, Placed } from "./kernels.js";
import { lattice, offsetsOf, originsOf, type Sliding } from "./windows.js";

/** Planes with room for what their windows cover, and how to fill them. */
interface Planes {
  readonly plane: Shape;
  /** Of what is given. */
  readonly given: Shape;
  readonly lead: readonly number[];
}

/** The input with its padding. */
function inputPlanes({ input, window, output, stride, before, dilation }: ConvolutionGeometry): Planes & Sliding {
  const plane = input.map((length, i) => Math.max(before[i]! + length, (output[i]! - 1) * stride[i]! + (window[i]! - 1) * dilation[i]! + 1));
  return { plane, window, dilation, output, stride, first: input.map(() => 0), given: input, lead: before };
}

/** The output's adjoint between as many zeros as windows hang over. */
function adjointPlanes({ input, window, output, stride, before, dilation }: ConvolutionGeometry): Planes {
  const lead = window.map((length, i) => Math.max(0, -Math.floor((before[i]! - (length - 1) * dilation[i]!) / stride[i]!)));
  return { plane: output.map((length, i) => lead[i]! + Math.max(length, Math.floor((input[i]! - 1 + before[i]!) / stride[i]!) + 1)), given: output, lead };
}

/**
 * Places along an axis of the input that are read at by the same window elements: place + before and element · dilation leave the
 * same rest of the stride.
 */
interface Phase {
  readonly place: number;
  readonly places: number;
  readonly tap: number;
  readonly taps: number;
  /** From one of these elements to the next. */
  readonly tapStep: number;
  /** Where in the adjoint's plane the last element leads from the first place, and how far on the one before does. */
  readonly first: number;
  readonly apart: number;
}

function phasesOf({ input, window, stride, before, dilation }: ConvolutionGeometry, { lead }: Planes, axis: number): Phase[] {
  const [length, count, step, pad, spread] = [input[axis]!, window[axis]!, stride[axis]!, before[axis]!, dilation[axis]!];
  const period = Array.from({ length: step }, (_, i) => i + 1).find((i) => (i * spread) % step === 0)!; // i = step at the latest
  return Array.from({ length: step }, (_, rest) => {
    const place = (((rest - pad) % step) + step) % step;
    const tap = Array.from({ length: Math.min(period, count) }, (__, i) => i).find((i) => (i * spread) % step === rest) ?? count;
    const taps = Math.ceil((count - tap) / period);
    const last = tap + (taps - 1) * period;
    return { place, places: Math.ceil((length - place) / step), tap, taps, tapStep: period, first: (place + pad - last * spread) / step + lead[axis]!, apart: (period * spread) / step };
  }).filter(({ places }) => places > 0);
}

/** One phase of each axis. */
const combined = (axes: readonly (readonly Phase[])[]): readonly (readonly Phase[])[] =>
  axes.reduce<readonly (readonly Phase[])[]>((all, phases) => all.flatMap((before) => phases.map((phase) => [...before, phase])), [[]]);

const isWhole = ({ plane, given }: Planes): boolean => plane.every((length, i) => length === given[i]);

/** Bytes that `putPlanes` takes. */
const roomOfPlanes = (planes: Planes, count: number): number => (count * (sizeOf(planes.plane) + sizeOf(planes.given)) + sizeOf(planes.given)) * 4 + 48;

/** `at`: the planes that are given; the result's address. */
function putPlanes(kernels: Kernels, at: number, planes: Planes, count: number): number {
  if (isWhole(planes)) return at;
  const places = lattice(planes.given, planes.plane, planes.given.map(() => 1), planes.lead);
  const out = kernels.filled(count * sizeOf(planes.plane), 0);
  kernels.run.spreadPlanes(at, count, places.length, kernels.putWhole(places), out, sizeOf(planes.plane));
  return out;
}

/** Offsets of all terms: those of a window in each of so many planes, the planes inside or outside. */
function termsOf(taps: Int32Array, planes: number, plane: number, planesInside: boolean): Int32Array {
  const out = new Int32Array(taps.length * planes);
  const [tapStep, planeStep] = planesInside ? [planes, 1] : [1, taps.length];
  for (let p = 0; p < planes; p++) for (let tap = 0; tap < taps.length; tap++) out[tap * tapStep + p * planeStep] = taps[tap]! + 4 * p * plane;
  return out;
}

/** Sums over windows of `inputs` planes a group, for each of `outputs`. */
interface Sums {
  readonly batch: number;
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Which windows, which elements of them, and what these are multiplied by. */
interface Windows {
  readonly origins: Int32Array;
  readonly terms: Int32Array;
  /** The address of [groups, outputs, terms]. */
  readonly weights: number;
}

/** Bytes for everything that `addWindows` reads and writes, for so many windows of so many terms, and as many results again. */
const roomOfSums = (kernels: Kernels, planes: Planes, { batch, groups, inputs, outputs }: Sums, windows: number, terms: number): number =>
  roomOfPlanes(planes, batch * groups * inputs) + (4 * windows + (2 * groups * outputs + 2) * terms + (2 * batch * windows + 1) * groups * outputs) * 4 + kernels.run.windowProductRoom(terms, outputs) + 512;

/** out[batch, groups · outputs, windows]; `x`: planes of `plane` elements, `bias`: 0 or its address. */
function addWindows(kernels: Kernels, x: number, plane: number, { batch, groups, inputs, outputs }: Sums, { origins, terms, weights }: Windows, windows: number, bias: number, out: number, room: number): void {
  const [begin, offsets] = [kernels.putWhole(origins), kernels.putWhole(terms)];
  for (let i = 0; i < batch * groups; i++) {
    const group = i % groups;
    kernels.run.windowProduct(x + i * inputs * plane * 4, offsets, terms.length, begin, windows, weights + group * outputs * terms.length * 4, outputs, bias && bias + group * outputs * 4, out + i * outputs * windows * 4, room);
  }
}

const sumsOf = ({ geometry, batch, channels, outputs }: Convolution): Sums => ({ batch, groups: geometry.groups, inputs: channels, outputs });

/** Bytes that `writeConvolution` takes, and as many as its result. */
export const roomOfConvolution = (kernels: Kernels, given: Convolution): number =>
  roomOfSums(kernels, inputPlanes(given.geometry), sumsOf(given), sizeOf(given.geometry.output), given.channels * sizeOf(given.geometry.window));

/** x ⋆ w + bias at `out`. */
export function writeConvolution(kernels: Kernels, convolution: Convolution, out: number): void {
  const { x, w, bias, geometry, channels, outputs } = convolution;
  const planes = inputPlanes(geometry);
  const sums = sumsOf(convolution);
  const [taps, windows, plane] = [sizeOf(geometry.window), sizeOf(geometry.output), sizeOf(planes.plane)];
  const { run } = kernels;
  const given = kernels.put(w, 0, w.length);
  // [o, channel, tap] → [o, tap, channel]
  const weights = channels === 1 || taps === 1 ? given : kernels.room(w.length);
  const step = channels * taps * 4;
  if (weights !== given) for (let o = 0; o < sums.groups * outputs; o++) run.turn(given + o * step, taps * 4, channels, taps, weights + o * step, channels * 4);
  const [from, added] = [putPlanes(kernels, kernels.put(x, 0, x.length), planes, sums.batch * sums.groups * channels), bias ? kernels.put(bias, 0, bias.length) : 0];
  const room = kernels.room(run.windowProductRoom(channels * taps, outputs) / 4);
  addWindows(kernels, from, plane, sums, { origins: originsOf(planes), terms: termsOf(offsetsOf(planes), channels, plane, true), weights }, windows, added, out, room);
}

/** The same in an array. null: no room. */
export function kernelConvolution(kernels: Kernels, convolution: Convolution): Float32Array | null {
  if (!kernels.open(roomOfConvolution(kernels, convolution))) return null;
  const { batch, outputs, geometry } = convolution;
  const count = batch * geometry.groups * outputs * sizeOf(geometry.output);
  const out = kernels.room(count);
  writeConvolution(kernels, convolution, out);
  return kernels.take(out, count);
}

/** The adjoint of x from that of the result, y, + bias; the weights must be finite, since they meet zeros here. null: no room. */
export function kernelInputAdjoint(kernels: Kernels, y: Float32Array | Placed, w: Float32Array, bias: Float32Array | null, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number): Float32Array | null {
  const planes = adjointPlanes(geometry);
  const { groups, window, input, stride } = geometry;
  const [taps, count, plane] = [sizeOf(window), sizeOf(input), sizeOf(planes.plane)];
  const sums: Sums = { batch, groups, inputs: outputs, outputs: channels };
  const phases = combined(input.map((_, axis) => phasesOf(geometry, planes, axis)));
  const adjoint = kernels.openWith(y, roomOfSums(kernels, planes, sums, count, outputs * taps) + phases.length * 128);
  if (!adjoint) return null;
  const { run } = kernels;
  const [given, added] = [kernels.put(w, 0, w.length), bias ? kernels.put(bias, 0, bias.length) : 0];
  const from = putPlanes(kernels, adjoint, planes, batch * groups * outputs);
  const [out, room] = [kernels.room(batch * groups * channels * count), kernels.room(run.windowProductRoom(outputs * taps, channels) / 4)];
  const part = phases.length > 1 ? kernels.room(batch * groups * channels * count) : out;
  for (const phase of phases) {
    const of = (read: (axis: Phase) => number): number[] => phase.map(read);
    const sliding: Sliding = { plane: planes.plane, window: of((one) => one.taps), dilation: of((one) => one.apart), output: of((one) => one.places), stride: phase.map(() => 1), first: of((one) => one.first) };
    const own = lattice(sliding.window, window, of((one) => one.tapStep), of((one) => one.tap));
    const weights = kernels.room(groups * channels * own.length * outputs);
    // [o, channel, tap] → [channel, tap, o]
    for (let group = 0; group < groups; group++) {
      const [source, target] = [given + group * outputs * channels * taps * 4, weights + group * channels * own.length * outputs * 4];
      if (own.length === taps) run.turn(source, channels * taps * 4, outputs, channels * taps, target, outputs * 4);
      else for (let channel = 0; channel < channels; channel++) own.forEach((tap, i) => run.turn(source + channel * taps * 4 + tap, channels * taps * 4, outputs, 1, target + (channel * own.length + i) * outputs * 4, outputs * 4));
    }
    const windows = sizeOf(sliding.output);
    addWindows(kernels, from, plane, sums, { origins: originsOf(sliding), terms: termsOf(offsetsOf(sliding).toReversed(), outputs, plane, true), weights }, windows, added, part, room);
    if (part !== out) run.spreadPlanes(part, batch * groups * channels, windows, kernels.putWhole(lattice(sliding.output, input, stride, of((one) => one.place))), out, count);
  }
  return kernels.take(out, batch * groups * channels * count);
}

/** The adjoint of w: for each of the batch chains over `length` positions, added in turn. null: no room. */
export function kernelWeightAdjoint(kernels: Kernels, x: Float32Array, y: Float32Array | Placed, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number, length: number): Float32Array | null {
  const planes = inputPlanes(geometry);
  const { groups } = geometry;
  const windows = sizeOf(geometry.output);
  const rows = channels * sizeOf(geometry.window);
  const own = kernels.run.productRoom(rows, windows, outputs, length);
  const bytes = roomOfPlanes(planes, batch * groups * channels) + (2 * windows + 2 * rows + rows * (windows + 4) + (groups + 2) * rows * outputs) * 4 + own + 256;
  const adjoint = kernels.openWith(y, bytes);
  if (!adjoint) return null;
  const { run } = kernels;
  const terms = termsOf(offsetsOf(planes), channels, sizeOf(planes.plane), false);
  const from = putPlanes(kernels, kernels.put(x, 0, x.length), planes, batch * groups * channels);
  const [begin, offsets] = [kernels.putWhole(originsOf(planes)), kernels.putWhole(terms)];
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
