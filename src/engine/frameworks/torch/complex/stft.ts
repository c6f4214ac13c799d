/** `torch.stft`, `torch.istft`: Fourier transforms of overlapping frames. */
import type { Value } from "../../../python/object.js";
import { halfSpectrum, realSignal, transform } from "../../../ops/pairs/fourier.js";
import { fromReal } from "../../../ops/pairs/pair.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { PyTuple } from "../../../python/object.js";
import { callNamed } from "../dispatch.js";
import { runtimeError, unsupported } from "../errors.js";
import { both, type Call, type TorchFunction } from "../functions/define.js";
import { asTensor, Tensor } from "../tensor.js";
import { pairs } from "./operands.js";
import { complexTensor, isComplex } from "./tensor.js";

/** The window, in the middle of a frame that is longer. */
function windowOf(c: Call, frame: number, dtype: "float32" | "float64"): Node {
  const given = c.optional("window");
  const length = c.intOr("win_length", frame);
  if (given && given.value.shape[0] !== length) throw runtimeError(c.machine, `expected a 1D window tensor of size equal to win_length=${length}, but got window with size [${given.value.shape.join(", ")}]`);
  const window = given ?? constantNode(fromNumbers(dtype, [length], new Array<number>(length).fill(1)), false);
  const before = Math.floor((frame - length) / 2);
  const zeros = (count: number): Node => constantNode(fromNumbers(window.value.dtype, [count], new Array<number>(count).fill(0)), false);
  return length === frame ? window : c.ops.cat([zeros(before), window, zeros(frame - length - before)], 0);
}

function stft(c: Call): Value {
  if (isComplex(c.raw("input"))) throw unsupported("torch.stft of a complex signal");
  const frame = c.int("n_fft");
  const hop = c.intOr("hop_length", Math.floor(frame / 4));
  let x = c.node("input");
  const batched = x.value.shape.length === 2;
  if (!batched) x = c.ops.unsqueeze(x, 0);
  if (c.raw("return_complex") !== true) throw runtimeError(c.machine, "stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a future PyTorch release.");
  if (c.bool("center")) {
    const pad = new PyTuple([Math.floor(frame / 2), Math.floor(frame / 2)]);
    const padded = callNamed(c.machine, "torch.nn.functional.pad", [new Tensor(c.ops.unsqueeze(x, 0)), pad, c.raw("pad_mode")]);
    x = c.ops.squeeze(asTensor(padded).node(c.machine), 0);
  }
  const dtype = x.value.dtype === "float64" ? "float64" : "float32";
  const frames = asTensor(c.machine.call(c.machine.getAttribute(new Tensor(x), "unfold"), [-1, frame, hop])).node(c.machine);
  const windowed = c.ops.mul(frames, windowOf(c, frame, dtype));
  const norm = c.bool("normalized") ? "ortho" : "backward";
  const plan = { axes: [2], sizes: [frame], norm, inverse: false } as const;
  const whole = c.raw("onesided") === false;
  const spectrum = whole ? transform(c.ops, fromReal(c.ops, windowed), plan) : halfSpectrum(c.ops, windowed, plan);
  const turned = c.ops.permute(spectrum, [0, 2, 1, 3]);
  return complexTensor(batched ? turned : c.ops.squeeze(turned, 0), batched ? "TransposeBackward0" : "SqueezeBackward1");
}

/** Sums frames where they overlap: [batch, count, frame] → [batch, (count − 1)·hop + frame]. */
function overlapped(c: Call, frames: Node, hop: number): Node {
  const [batch, count, frame] = frames.value.shape as readonly [number, number, number];
  const length = (count - 1) * hop + frame;
  const places = Array.from({ length: batch * count * frame }, (_, i) => Math.floor((i % (count * frame)) / frame) * hop + (i % frame));
  return c.ops.scatterAdd([batch, length], constantNode(fromNumbers("int64", [batch, count * frame], places), false), c.ops.reshape(frames, [batch, count * frame]), 1);
}

function istft(c: Call): Value {
  const frame = c.int("n_fft");
  const hop = c.intOr("hop_length", Math.floor(frame / 4));
  if (c.bool("return_complex")) throw unsupported("torch.istft with a complex result");
  let z = pairs(c, "input");
  const batched = z.value.shape.length === 4;
  if (!batched) z = c.ops.unsqueeze(z, 0);
  const turned = c.ops.permute(z, [0, 2, 1, 3]);
  const plan = { axes: [2], sizes: [frame], norm: c.bool("normalized") ? "ortho" : "backward", inverse: true } as const;
  const window = windowOf(c, frame, z.value.dtype === "float64" ? "float64" : "float32");
  const frames = c.ops.mul(realSignal(c.ops, turned, plan), window);
  const sum = overlapped(c, frames, hop);
  const squares = overlapped(c, c.ops.expand(c.ops.mul(window, window), [1, frames.value.shape[1]!, frame]), hop);
  const start = c.bool("center") ? Math.floor(frame / 2) : 0;
  const total = sum.value.shape[1]!;
  const wanted = c.raw("length") === null ? (c.bool("center") ? total - Math.floor(frame / 2) : total) : Math.min(start + c.int("length"), total);
  const cut = (x: Node): Node => c.ops.slice(x, [0, start], [x.value.shape[0]!, wanted], [1, 1]);
  const weights = cut(squares);
  if (toNumbers(weights.value).some((value) => Math.abs(value) <= 1e-11)) throw runtimeError(c.machine, "window overlap add min: 1");
  const signal = c.ops.div(cut(sum), weights);
  return new Tensor(batched ? signal : c.ops.squeeze(signal, 0));
}

export const STFT: readonly TorchFunction[] = [
  both("stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None)", stft),
  both("istft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False)", istft),
];
