/** `repr` of tensors (torch/_tensor_str.py), to the character. */
import type { Machine } from "../../python/machine.js";
import { fixed, scientific } from "../../python/semantics/float-text.js";
import { contiguous, type NDArray, restride, size, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { tangentOf } from "./autograd/forward-ad.js";
import { unsupported } from "./errors.js";
import { levelOf, levelsOf } from "./func/levels.js";
import { gradientName } from "./grad-names.js";
import { type PrintOptions, torchState } from "./state.js";
import { parameterType, tensorType, Tensor } from "./tensor.js";

const signed = (value: number, text: (size: number) => string): string => {
  if (Number.isNaN(value)) return "nan";
  const negative = value < 0 || Object.is(value, -0);
  return `${negative ? "-" : ""}${Math.abs(value) === Infinity ? "inf" : text(Math.abs(value))}`;
};

/** How the numbers of one array are written. */
interface ElementText {
  readonly width: number;
  readonly at: (position: number) => string;
}

class Formatter {
  width = 1;
  private wholes = true;
  private scientific = false;
  private readonly floating: boolean;

  constructor(private readonly array: NDArray, values: readonly number[], private readonly options: PrintOptions) {
    this.floating = isFloating(array.dtype);
    if (!this.floating) {
      for (const value of values) this.widen(this.plain(value));
      return;
    }
    const finite = values.filter((value) => Number.isFinite(value) && value !== 0);
    if (!finite.length) return;
    let [low, high] = [Infinity, 0];
    for (const value of finite) {
      low = Math.min(low, Math.abs(value));
      high = Math.max(high, Math.abs(value));
      if (!Number.isInteger(value)) this.wholes = false;
    }
    this.scientific = options.sciMode ?? (high / low > 1000 || high > 1e8 || low < 1e-4);
    for (const value of finite) {
      if (this.scientific) this.widen(signed(value, (v) => scientific(v, options.precision)));
      else if (this.wholes) this.widen(`${signed(value, (v) => fixed(v, 0))}.`);
      else this.widen(signed(value, (v) => fixed(v, options.precision)));
    }
  }

  private widen(text: string): void { this.width = Math.max(this.width, text.length); }
  private plain(value: number): string { return this.array.dtype === "bool" ? (value ? "True" : "False") : integerText(value); }

  format(value: number): string {
    let text: string;
    if (!this.floating) text = this.plain(value);
    else if (this.scientific) text = signed(value, (v) => scientific(v, this.options.precision));
    else if (this.wholes) text = Number.isFinite(value) ? `${signed(value, (v) => fixed(v, 0))}.` : signed(value, String);
    else text = signed(value, (v) => fixed(v, this.options.precision));
    return text.padStart(this.width);
  }
}

const integerText = (value: number): string => (Number.isSafeInteger(value) ? String(value + 0) : BigInt(value).toString());

/** First and last so many along every axis, as PyTorch looks at them for the width. */
function summarized(shape: readonly number[], edge: number): readonly number[][] {
  return shape.map((length) => {
    const all = Array.from({ length }, (_, i) => i);
    return length > 2 * edge ? [...all.slice(0, edge), ...all.slice(length - edge)] : all;
  });
}

function elementsAt(array: NDArray, indices: readonly (readonly number[])[]): number[] {
  let positions = [array.offset];
  indices.forEach((list, axis) => { positions = positions.flatMap((at) => list.map((i) => at + i * array.strides[axis]!)); });
  return positions.map((at) => array.buffer[at]!);
}

function arrayText(array: NDArray, indent: number, options: PrintOptions): string {
  if (size(array) === 0) return "[]";
  const summarize = size(array) > options.threshold;
  const values = summarize ? elementsAt(array, summarized(array.shape, options.edgeitems)) : toNumbers(array);
  const formatter = new Formatter(array, values, options);
  return laidOut(array, { width: formatter.width, at: (position) => formatter.format(array.buffer[position]!) }, summarize, indent, options);
}

/** The real and the imaginary parts, each with a width of its own: `array` is the real part, the other lies one behind. */
function complexArrayText(array: NDArray, indent: number, options: PrintOptions): string {
  if (size(array) === 0) return "[]";
  const summarize = size(array) > options.threshold;
  const other = restride(array, array.shape, array.strides, array.offset + 1);
  const [real, imaginary] = [array, other].map((part) => new Formatter(part, summarize ? elementsAt(part, summarized(part.shape, options.edgeitems)) : toNumbers(part), options)) as [Formatter, Formatter]; // two in, two out
  const at = (position: number): string => {
    const tail = `${imaginary.format(array.buffer[position + 1]!)}j`.trimStart();
    return `${real.format(array.buffer[position]!)}${tail.startsWith("-") ? "" : "+"}${tail}`;
  };
  return laidOut(array, { width: real.width + imaginary.width + 1, at }, summarize, indent, options);
}

function laidOut(array: NDArray, element: ElementText, summarize: boolean, indent: number, options: PrintOptions): string {
  const text = (axis: number, at: number, depth: number): string => {
    if (array.shape.length === 0) return element.at(at);
    const length = array.shape[axis]!;
    const stride = array.strides[axis]!;
    const { edgeitems: edge } = options;
    const cut = summarize && length > 2 * edge;
    const shown = (from: number, to: number): number[] => Array.from({ length: Math.max(to - from, 0) }, (_, i) => at + (from + i) * stride);
    const last = axis === array.shape.length - 1;
    const one = (position: number): string => (last ? element.at(position) : text(axis + 1, position, depth + 1));
    const parts = cut ? [...shown(0, edge).map(one), last ? " ..." : "...", ...shown(length - edge, length).map(one)] : shown(0, length).map(one);
    if (!last) return `[${parts.join(`,${"\n".repeat(array.shape.length - axis - 1)}${" ".repeat(depth + 1)}`)}]`;
    const perLine = Math.max(1, Math.floor((options.linewidth - depth) / (element.width + 2)));
    const lines: string[] = [];
    for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(", "));
    return `[${lines.join(`,\n${" ".repeat(depth + 1)}`)}]`;
  };
  return text(0, array.offset, indent);
}

function withSuffixes(text: string, suffixes: readonly string[], indent: number, lineWidth: number): string {
  let result = text;
  let last = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    if (last + suffix.length + 2 > lineWidth) {
      result += `,\n${" ".repeat(indent)}${suffix}`;
      last = indent + suffix.length;
    } else {
      result += `, ${suffix}`;
      last += suffix.length + 2;
    }
  }
  return `${result})`;
}

const tuple = (shape: readonly number[]): string => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

export function tensorText(machine: Machine, tensor: Tensor): string {
  const node = tensor.held(machine);
  if (levelOf(machine, node, "vmap")) throw unsupported("printing a tensor inside vmap");
  return levelsOf(machine, node, "grad").reduce((text, level) => `GradTrackingTensor(lvl=${level}, value=\n    ${text.replace(/\n/g, "\n    ")}\n)`, plainText(machine, tensor));
}

/** Of a complex tensor: its node holds pairs. */
export function complexTensorText(machine: Machine, tensor: Tensor, dtype: string): string {
  const { print, defaultDtype } = torchState(machine);
  const node = tensor.held(machine);
  const { shape } = node.value;
  const suffixes: string[] = [];
  const parts = contiguousPairs(node.value);
  const real: NDArray = { ...parts, shape: shape.slice(0, -1), strides: parts.strides.slice(0, -1) };
  if (size(real) === 0 && real.shape.length !== 1) suffixes.push(`size=${tuple(real.shape)}`);
  if (node.value.dtype !== defaultDtype || size(real) === 0) suffixes.push(`dtype=torch.${dtype}`);
  if (!tensor.leaf && node.requiresGrad) suffixes.push(`grad_fn=<${gradientName(node)}>`);
  else if (tensor.leaf) suffixes.push("requires_grad=True");
  return withSuffixes(`tensor(${complexArrayText(real, 7, print)}`, suffixes, 7, print.linewidth);
}

/** Both parts next to each other. */
const contiguousPairs = (pairs: NDArray): NDArray => (pairs.strides.at(-1) === 1 ? pairs : contiguous(pairs));

function plainText(machine: Machine, tensor: Tensor): string {
  const { print, defaultDtype } = torchState(machine);
  const array = tensor.array();
  const plain = tensor.type === tensorType || tensor.type === parameterType;
  const prefix = plain ? "tensor(" : `${tensor.type.name}(`;
  const suffixes: string[] = [];
  const empty = size(array) === 0;
  if (empty && array.shape.length !== 1) suffixes.push(`size=${tuple(array.shape)}`);
  const usual = array.dtype === defaultDtype || (!empty && (array.dtype === "int64" || array.dtype === "bool"));
  if (!usual) suffixes.push(`dtype=torch.${array.dtype}`);
  const node = tensor.node(machine);
  if (!tensor.leaf && node.requiresGrad) suffixes.push(`grad_fn=<${gradientName(node)}>`);
  else if (tensor.leaf) suffixes.push("requires_grad=True");
  const tangent = tangentOf(machine, node);
  if (tangent) suffixes.push(`tangent=${plainText(machine, new Tensor(machine.trace.cut(tangent, "print")))}`);
  const text = withSuffixes(prefix + arrayText(array, prefix.length, print), suffixes, prefix.length, print.linewidth);
  return tensor.type === parameterType ? `Parameter containing:\n${text}` : text;
}
