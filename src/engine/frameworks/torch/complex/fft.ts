/** `torch.fft`. */
import { isSequence } from "../../arguments.js";
import type { Value } from "../../../python/object.js";
import { conjugate } from "../../../ops/pairs/arithmetic.js";
import { halfSpectrum, type Norm, realSignal, transform, type Transform } from "../../../ops/pairs/fourier.js";
import { fromNumbers } from "../../../tensor/array.js";
import { type Node, constantNode } from "../../../trace/node.js";
import { runtimeError } from "../errors.js";
import { axisOf, type Call, define, type TorchFunction } from "../functions/define.js";
import { asTensor, Tensor } from "../tensor.js";
import { floating, pairs } from "./operands.js";
import { complexTensor, isComplex } from "./tensor.js";

const inFft = (text: string, run: (c: Call) => Value | Node): TorchFunction => define(["fft"], text, run);

const shapeOf = (c: Call): readonly number[] => asTensor(c.raw("input")).shape;

function normOf(c: Call): Norm {
  const norm = c.raw("norm") ?? "backward";
  if (norm === "backward" || norm === "ortho" || norm === "forward") return norm;
  throw runtimeError(c.machine, `Invalid normalization mode: "${String(norm)}"`);
}

/** The norm of a transform that runs the other way round. */
const opposite = (norm: Norm): Norm => (norm === "ortho" ? norm : norm === "backward" ? "forward" : "backward");

interface Plan {
  readonly axes: number[];
  readonly sizes: number[];
}

/** `half`: the last size is that of a real signal, of which the input holds half the spectrum. */
function lengthOf(c: Call, given: Value, own: number, half: boolean): number {
  const n = given === null ? (half ? 2 * (own - 1) : own) : Number(given);
  if (n < 1) throw runtimeError(c.machine, `Invalid number of data points (${n}) specified`);
  return n;
}

function one(c: Call, half = false): Plan {
  const shape = shapeOf(c);
  const axis = axisOf(c.machine, c.int("dim"), shape.length);
  return { axes: [axis], sizes: [lengthOf(c, c.raw("n"), shape[axis]!, half)] };
}

function many(c: Call, half = false): Plan {
  const shape = shapeOf(c);
  const s = isSequence(c.raw("s")) ? c.ints("s") : null;
  const dims = c.ints("dim") ?? (s ? s.map((_, i) => shape.length - s.length + i) : shape.map((_, axis) => axis));
  const axes = dims.map((axis) => axisOf(c.machine, axis, shape.length));
  if (new Set(axes).size !== axes.length) throw runtimeError(c.machine, "FFT dims must be unique");
  return { axes, sizes: axes.map((axis, i) => lengthOf(c, s && s[i] !== -1 ? s[i]! : null, shape[axis]!, half && i === axes.length - 1)) };
}

const real = (c: Call, who: string): Node => {
  if (isComplex(c.raw("input"))) throw runtimeError(c.machine, `${who} expects a real input tensor, but got ${c.machine.str(c.machine.getAttribute(c.raw("input"), "dtype")).replace("torch.complex64", "ComplexFloat").replace("torch.complex128", "ComplexDouble")}`);
  return floating(c.machine, c.node("input"));
};

/** Of a real signal the inverse transform is the conjugate of the forward one. */
function spectrum(c: Call, plan: Plan, inverse: boolean): Value {
  const norm = normOf(c);
  if (isComplex(c.raw("input"))) return complexTensor(transform(c.ops, pairs(c, "input"), { ...plan, norm, inverse }), "FftC2CBackward0");
  const forward = transform(c.ops, pairs(c, "input"), { ...plan, norm: inverse ? opposite(norm) : norm, inverse: false });
  return complexTensor(inverse ? conjugate(c.ops, forward) : forward, "FftR2CBackward0");
}
const forwardHalf = (c: Call, plan: Plan, who: string): Value => complexTensor(halfSpectrum(c.ops, real(c, who), { ...plan, norm: normOf(c), inverse: false }), "FftR2CBackward0");
const inverseHalf = (c: Call, plan: Plan): Node => c.named(realSignal(c.ops, pairs(c, "input"), { ...plan, norm: normOf(c), inverse: true }), "FftC2RBackward0");
/** The forward transform of a Hermitian signal is the inverse one of its conjugate. */
const hermitian = (c: Call, plan: Plan): Node => c.named(realSignal(c.ops, conjugate(c.ops, pairs(c, "input")), { ...plan, norm: opposite(normOf(c)), inverse: true }), "FftC2RBackward0");
const inverseHermitian = (c: Call, plan: Plan): Value => complexTensor(conjugate(c.ops, halfSpectrum(c.ops, real(c, "ihfft"), { ...plan, norm: opposite(normOf(c)), inverse: false } satisfies Transform)), "ConjBackward0");

const frequencies = (c: Call, half: boolean): Node => {
  const [n, d] = [c.int("n"), c.number("d", 1)];
  const values = half ? Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => k) : Array.from({ length: n }, (_, k) => (k < Math.ceil(n / 2) ? k : k - n));
  return constantNode(fromNumbers(c.dtype() ?? c.state.defaultDtype, [values.length], values.map((k) => k * (1 / (n * d)))), false);
};

/** The zero frequency into the middle, or back. */
const shifted = (c: Call, back: boolean): Value => {
  const value = c.raw("input");
  const shape = shapeOf(c);
  const axes = (c.ints("dim") ?? shape.map((_, axis) => axis)).map((axis) => axisOf(c.machine, axis, shape.length));
  const shifts = axes.map((axis) => (back ? Math.ceil(shape[axis]! / 2) : Math.floor(shape[axis]! / 2)));
  const result = c.apply("roll", [isComplex(value) ? value.held(c.machine) : c.node("input")], { shifts, axes });
  return isComplex(value) ? complexTensor(result, "RollBackward0") : new Tensor(result);
};

const single = "input, n=None, dim=-1, norm=None, *, out=None";
const several = "input, s=None, dim=None, norm=None, *, out=None";
/** Two axes: the last ones unless told otherwise. */
const planes = (c: Call, half = false): Plan => (c.raw("dim") === null ? planOf(c, [-2, -1], half) : many(c, half));
function planOf(c: Call, dims: readonly number[], half: boolean): Plan {
  const shape = shapeOf(c);
  const s = c.ints("s");
  const axes = dims.map((axis) => axisOf(c.machine, axis, shape.length));
  return { axes, sizes: axes.map((axis, i) => lengthOf(c, s && s[i] !== -1 ? s[i]! : null, shape[axis]!, half && i === axes.length - 1)) };
}

export const COMPLEX_FFT: readonly TorchFunction[] = [
  inFft(`fft(${single})`, (c) => spectrum(c, one(c), false)), inFft(`ifft(${single})`, (c) => spectrum(c, one(c), true)),
  inFft(`rfft(${single})`, (c) => forwardHalf(c, one(c), "rfft")), inFft(`irfft(${single})`, (c) => inverseHalf(c, one(c, true))),
  inFft(`hfft(${single})`, (c) => hermitian(c, one(c, true))), inFft(`ihfft(${single})`, (c) => inverseHermitian(c, one(c))),
  inFft(`fft2(${several})`, (c) => spectrum(c, planes(c), false)), inFft(`ifft2(${several})`, (c) => spectrum(c, planes(c), true)),
  inFft(`rfft2(${several})`, (c) => forwardHalf(c, planes(c), "rfftn")), inFft(`irfft2(${several})`, (c) => inverseHalf(c, planes(c, true))),
  inFft(`hfft2(${several})`, (c) => hermitian(c, planes(c, true))), inFft(`ihfft2(${several})`, (c) => inverseHermitian(c, planes(c))),
  inFft(`fftn(${several})`, (c) => spectrum(c, many(c), false)), inFft(`ifftn(${several})`, (c) => spectrum(c, many(c), true)),
  inFft(`rfftn(${several})`, (c) => forwardHalf(c, many(c), "rfftn")), inFft(`irfftn(${several})`, (c) => inverseHalf(c, many(c, true))),
  inFft(`hfftn(${several})`, (c) => hermitian(c, many(c, true))), inFft(`ihfftn(${several})`, (c) => inverseHermitian(c, many(c))),
  inFft("fftfreq(n, d=1, *, dtype=None, layout=None, device=None, requires_grad=False, out=None)", (c) => frequencies(c, false)),
  inFft("rfftfreq(n, d=1, *, dtype=None, layout=None, device=None, requires_grad=False, out=None)", (c) => frequencies(c, true)),
  inFft("fftshift(input, dim=None)", (c) => shifted(c, false)), inFft("ifftshift(input, dim=None)", (c) => shifted(c, true)),
];
