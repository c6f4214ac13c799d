/** How PyTorch prints tensors: the widths, modes and line breaks of torch/_tensor_str.py, precision 4, 80 columns. */
import { floatFixed, floatExponent } from "./print-numbers.js";
import { isFloating, type Dtype } from "../../tensor/dtype.js";
import { item, type NDArray, toNumbers } from "../../tensor/array.js";
import { sizeOf } from "../../tensor/shape.js";

export interface PrintOptions {
  readonly precision: number;
  readonly threshold: number;
  readonly edgeItems: number;
  readonly lineWidth: number;
  /** null: decided by the numbers. */
  readonly scientific: boolean | null;
}

export const DEFAULT_PRINT: PrintOptions = { precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80, scientific: null };

/** `suffixes`: "grad_fn=<MulBackward0>", "requires_grad=True". */
export function tensorText(array: NDArray, defaultFloat: Dtype, suffixes: readonly string[], options: PrintOptions = DEFAULT_PRINT): string {
  const prefix = "tensor(";
  const plain = array.dtype === defaultFloat || array.dtype === "int64" || array.dtype === "bool";
  const all: string[] = [];
  let body = "[]";
  if (sizeOf(array.shape) === 0) {
    if (array.shape.length !== 1) all.push(`size=(${array.shape.join(", ")}${array.shape.length === 1 ? "," : ""})`);
    if (array.dtype !== defaultFloat) all.push(`dtype=torch.${array.dtype}`);
  } else {
    if (!plain) all.push(`dtype=torch.${array.dtype}`);
    body = arrayText(array, prefix.length, options);
  }
  return withSuffixes(prefix + body, [...all, ...suffixes], prefix.length, options);
}

function withSuffixes(text: string, suffixes: readonly string[], indent: number, options: PrintOptions): string {
  let result = text;
  let last = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    if (last + suffix.length + 2 > options.lineWidth) {
      result += `,\n${" ".repeat(indent)}${suffix}`;
      last = indent + suffix.length;
    } else {
      result += `, ${suffix}`;
      last += suffix.length + 2;
    }
  }
  return `${result})`;
}

function arrayText(array: NDArray, indent: number, options: PrintOptions): string {
  const summarize = sizeOf(array.shape) > options.threshold;
  const values = toNumbers(array);
  const shown = summarize ? edges(array.shape, options.edgeItems).map((index) => values[index]!) : values;
  const format = formatter(shown, array.dtype, options);
  if (array.shape.length === 0) return format.text(item(array));
  const write = (axis: number, offset: number, column: number): string => {
    const length = array.shape[axis]!;
    const step = sizeOf(array.shape.slice(axis + 1));
    if (axis === array.shape.length - 1) return vectorText(values.slice(offset, offset + length), format, column, summarize, options);
    const piece = (k: number): string => write(axis + 1, offset + k * step, column + 1);
    const rank = array.shape.length - axis;
    const cut = summarize && length > 2 * options.edgeItems;
    const indices = cut ? [...range(0, options.edgeItems), -1, ...range(length - options.edgeItems, length)] : range(0, length);
    const parts = indices.map((k) => (k < 0 ? "..." : piece(k)));
    return `[${parts.join(`,${"\n".repeat(rank - 1)}${" ".repeat(column + 1)}`)}]`;
  };
  return write(0, 0, indent);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Row-major indices of the elements a summary shows. */
function edges(shape: readonly number[], edge: number): number[] {
  let indices = [0];
  shape.forEach((length) => {
    const kept = length > 2 * edge ? [...range(0, edge), ...range(length - edge, length)] : range(0, length);
    indices = indices.flatMap((base) => kept.map((k) => base * length + k));
  });
  return indices;
}

function vectorText(values: readonly number[], format: Formatter, indent: number, summarize: boolean, options: PrintOptions): string {
  const perLine = Math.max(1, Math.floor((options.lineWidth - indent) / (format.width + 2)));
  const cut = summarize && values.length > 2 * options.edgeItems;
  const words = cut
    ? [...values.slice(0, options.edgeItems).map(format.text), " ...", ...values.slice(-options.edgeItems).map(format.text)]
    : values.map(format.text);
  const lines: string[] = [];
  for (let i = 0; i < words.length; i += perLine) lines.push(words.slice(i, i + perLine).join(", "));
  return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
}

interface Formatter {
  readonly width: number;
  readonly text: (value: number) => string;
}

function formatter(values: readonly number[], dtype: Dtype, options: PrintOptions): Formatter {
  const padded = (width: number, print: (value: number) => string): Formatter => ({ width, text: (value) => print(value).padStart(width) });
  if (!isFloating(dtype)) {
    const print = (value: number): string => (dtype === "bool" ? (value ? "True" : "False") : String(value));
    return padded(values.reduce((most, value) => Math.max(most, print(value).length), 1), print);
  }
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0);
  const sizes = finite.map(Math.abs);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const least = sizes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const whole = finite.every((value) => Number.isInteger(value));
  const wild = finite.length > 0 && (most / least > 1000 || most > 1e8 || (!whole && least < 1e-4));
  const scientific = options.scientific ?? wild;
  const print = (value: number): string => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    if (scientific) return floatExponent(value, options.precision);
    return whole ? `${floatFixed(value, 0)}.` : floatFixed(value, options.precision);
  };
  return padded(finite.reduce((width, value) => Math.max(width, print(value).length), 1), print);
}
