/** Sizes of windows: reading of kernel_size, stride, padding, dilation as the frameworks give them (a number, or one an axis). */
import type { ConvolutionGeometry } from "../../../tensor/kernels/conv.js";
import type { Shape } from "../../../tensor/shape.js";
import { type Attribute, type Attributes, OperationError } from "../../define.js";

/** A number for every axis. */
export function perAxis(value: Attribute | undefined, rank: number): number[] {
  if (typeof value === "number") return new Array<number>(rank).fill(value);
  const list = (Array.isArray(value) ? value : [value]).map(Number);
  return list.length === 1 ? new Array<number>(rank).fill(list[0]!) : list;
}

export const shapeText = (shape: Shape): string => `[${shape.join(", ")}]`;

export const torchError = (ours: string, torch: string, type = "RuntimeError"): OperationError => new OperationError(ours, { torch: { type, message: torch } });

/** What conv1d, conv2d, conv3d do with inputs of these shapes (x already with a batch axis). */
export function convolutionGeometry(name: string, x: Shape, weight: Shape, bias: Shape | undefined, attributes: Attributes, rank: number): ConvolutionGeometry {
  const groups = Number(attributes.groups);
  if (x[1] !== weight[1]! * groups) {
    const wanted = weight[1]! * groups;
    throw torchError(`${name}: the input has ${x[1]} channels; the weight ${shapeText(weight)} wants ${wanted}`,
      `Given groups=${groups}, weight of size ${shapeText(weight)}, expected input${shapeText(x)} to have ${wanted} channels, but got ${x[1]} channels instead`);
  }
  if (bias && (bias.length !== 1 || bias[0] !== weight[0])) {
    throw torchError(`${name}: the bias is ${shapeText(bias)}; it must be [${weight[0]}]`,
      `Given weight of size ${shapeText(weight)}, expected bias to be 1-dimensional with ${weight[0]} elements, but got bias of size ${shapeText(bias)} instead`);
  }
  const input = x.slice(2);
  const window = weight.slice(2);
  const stride = perAxis(attributes.stride, rank);
  const dilation = perAxis(attributes.dilation, rank);
  const extent = window.map((k, axis) => dilation[axis]! * (k - 1) + 1);
  const { padding } = attributes;
  const total = extent.map((length, axis) => (padding === "same" ? length - 1 : padding === "valid" ? 0 : 2 * perAxis(padding, rank)[axis]!));
  // Where "same" padding is odd the larger half comes after.
  const before = total.map((length) => Math.floor(length / 2));
  if (input.some((length, axis) => length + total[axis]! < extent[axis]!)) {
    const padded = input.map((length, axis) => length + total[axis]!).join(" x ");
    throw torchError(`${name}: the window ${extent.join(" × ")} is larger than the padded input ${padded}`,
      `Calculated padded input size per channel: (${padded}). Kernel size: (${extent.join(" x ")}). Kernel size can't be greater than actual input size`);
  }
  const output = input.map((length, axis) => Math.floor((length + total[axis]! - extent[axis]!) / stride[axis]!) + 1);
  return { input, window, output, stride, before, dilation, groups };
}

/** Adds the batch axis that an unbatched input lacks; checks the rank. */
export function batchedShape(name: string, x: Shape, rank: number): Shape {
  if (x.length === rank + 2) return x;
  if (x.length === rank + 1) return [1, ...x];
  throw torchError(`${name}: the input has ${x.length} axes; it must have ${rank + 1} or ${rank + 2}`,
    `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${name}, but got input of size: ${shapeText(x)}`);
}

/** The geometry as attributes of the internal cards, and back. */
export const toAttributes = (geometry: ConvolutionGeometry): Attributes => ({ ...geometry });
export const toGeometry = (attributes: Attributes): ConvolutionGeometry => attributes as unknown as ConvolutionGeometry; // written by toAttributes
