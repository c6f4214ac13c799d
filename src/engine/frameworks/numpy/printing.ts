/** How NumPy 2 writes arrays (numpy/_core/arrayprint.py). */
import { type NDArray, size, toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { exponential, floatText, generalText, LARGEST, padded, type Parts, positional } from "./digits.js";

export interface PrintOptions {
  precision: number | null;
  threshold: number;
  edgeitems: number;
  linewidth: number;
  suppress: boolean;
  sign: "-" | "+" | " ";
  floatmode: "maxprec" | "fixed" | "unique" | "maxprec_equal";
  nanstr: string;
  infstr: string;
  /** The program's own functions by kind of element; null: none. */
  formatter: ((dtype: Dtype) => ElementText | null) | null;
}

export const defaultPrintOptions = (): PrintOptions => ({ precision: 8, threshold: 1000, edgeitems: 3, linewidth: 75, suppress: false, sign: "-", floatmode: "maxprec", nanstr: "nan", infstr: "inf", formatter: null });

export type ElementText = (value: number) => string;

export function elementText(dtype: Dtype, values: readonly number[], scalar: boolean, options: PrintOptions): ElementText {
  const own = options.formatter?.(dtype);
  if (own) return own;
  if (dtype === "bool") return (value) => (value ? (scalar ? "True" : " True") : "False");
  if (!isFloating(dtype)) {
    const width = Math.max(0, ...values.map((value) => String(value).length));
    return (value) => String(value).padStart(width);
  }
  // NumPy has no format of its own for it: each element is written as it writes itself, unaligned.
  if (dtype === "bfloat16") return generalText;
  return floatFormat(dtype, values, options);
}

function floatFormat(dtype: Dtype, values: readonly number[], options: PrintOptions): ElementText {
  const { floatmode, suppress, sign } = options;
  const precision = floatmode === "unique" ? null : options.precision;
  const finite = values.filter(Number.isFinite);
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const least = sizes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const exponents = sizes.length > 0 && (most >= (LARGEST[dtype] ?? 1e8) || (!suppress && (least < 0.0001 || most / least > 1000)));
  const write = exponents ? exponential : positional;
  const plus = sign === "+";
  const partsOf = (value: number): Parts => {
    const parts = write(value, dtype, precision);
    return { ...parts, whole: plus && !parts.whole.startsWith("-") ? `+${parts.whole}` : parts.whole };
  };
  const all = finite.map(partsOf);
  let left = all.reduce((width, { whole }) => Math.max(width, whole.length), 0);
  const places = floatmode === "fixed" && finite.length ? (precision ?? 0) : all.reduce((width, { fraction }) => Math.max(width, fraction.length), 0);
  const exponentDigits = all.reduce((width, { exponent }) => Math.max(width, exponent.length), 0);
  const right = exponents ? places + exponentDigits + 1 : places;
  if (sign === " " && !finite.some((value) => value < 0 || Object.is(value, -0))) left++;
  if (finite.length < values.length) {
    const negative = sign !== "-" || values.includes(Number.NEGATIVE_INFINITY) ? 1 : 0;
    left = Math.max(left, options.nanstr.length - right - 1, options.infstr.length + negative - right - 1);
  }
  const even = exponents || floatmode === "fixed" || floatmode === "maxprec_equal";
  return (value) => {
    if (!Number.isFinite(value)) {
      const text = Number.isNaN(value) ? `${plus ? "+" : ""}${options.nanstr}` : `${value < 0 ? "-" : plus ? "+" : ""}${options.infstr}`;
      return text.padStart(left + right + 1);
    }
    const { whole, fraction, exponent } = even ? padded(value, partsOf(value), places) : partsOf(value);
    if (exponents) return `${whole.padStart(left)}.${fraction}e${exponent[0]}${exponent.slice(1).padStart(exponentDigits - 1, "0")}`;
    return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
  };
}

/** The elements that are shown when the middle of each axis is left out. */
function shown(array: NDArray, edge: number): number[] {
  const visit = (axis: number, at: number): number[] => {
    if (axis === array.shape.length) return [array.buffer[at]!];
    return indices(array.shape[axis]!, edge).flatMap((i) => (i === null ? [] : visit(axis + 1, at + i * array.strides[axis]!)));
  };
  return visit(0, array.offset);
}

/** Positions along an axis; null stands for "...". */
const indices = (length: number, edge: number | null): (number | null)[] => {
  const whole = Array.from({ length }, (_, i) => i);
  return edge === null || length <= 2 * edge ? whole : [...whole.slice(0, edge), null, ...whole.slice(length - edge)];
};

export interface Layout {
  readonly separator: string;
  readonly prefix: string;
  readonly suffix: string;
}

export function arrayText(array: NDArray, options: PrintOptions, { separator, prefix, suffix }: Layout, own: ElementText | null = null): string {
  if (size(array) === 0) return "[]";
  const summary = size(array) > options.threshold;
  const edge = summary ? options.edgeitems : null;
  const text = own ?? elementText(array.dtype, edge === null ? toNumbers(array) : shown(array, edge), array.shape.length === 0, options);
  const bare = separator.trimEnd();

  const lines = (axis: number, at: number, hanging: string, width: number): string => {
    const left = array.shape.length - axis;
    if (left === 0) return text(array.buffer[at]!);
    const places = indices(array.shape[axis]!, edge);
    const nested = (i: number): string => lines(axis + 1, at + i * array.strides[axis]!, `${hanging} `, width - 1);
    let all = "";
    if (left > 1) {
      const between = bare + "\n".repeat(left - 1);
      all = places.map((i) => hanging + (i === null ? "..." : nested(i))).join(between);
    } else {
      let line = hanging;
      places.forEach((i, k) => {
        const word = i === null ? "..." : nested(i);
        if (line.length + word.length > width - 1 && line.length > hanging.length) {
          all += `${line.trimEnd()}\n`;
          line = hanging;
        }
        line += word + (k < places.length - 1 ? separator : "");
      });
      all += line;
    }
    return `[${all.slice(hanging.length)}]`;
  };
  return lines(0, array.offset, ` ${" ".repeat(prefix.length)}`, options.linewidth - suffix.length);
}

/** `str(array)`. */
export function arrayStr(array: NDArray, options: PrintOptions): string {
  if (array.shape.length === 0) return scalarText(array.dtype, array.buffer[array.offset]!);
  return arrayText(array, options, { separator: " ", prefix: "", suffix: "" });
}

const IMPLIED = new Set<Dtype>(["float64", "int64", "bool"]);

/** `repr(array)`. */
export function arrayRepr(array: NDArray, options: PrintOptions): string {
  const count = size(array);
  const extras: string[] = [];
  if ((count === 0 && !(array.shape.length === 1 && array.shape[0] === 0)) || count > options.threshold) extras.push(`shape=${shapeText(array.shape)}`);
  if (!IMPLIED.has(array.dtype) || count === 0) extras.push(`dtype=${array.dtype}`);
  const body = `array(${arrayText(array, options, { separator: ", ", prefix: "array(", suffix: ")" })}`;
  if (!extras.length) return `${body})`;
  const extra = `${extras.join(", ")})`;
  const last = body.length + 1 - (body.lastIndexOf("\n") + 1);
  return `${body},${last + extra.length + 1 > options.linewidth ? `\n${" ".repeat(6)}` : " "}${extra}`;
}

export const shapeText = (shape: readonly number[]): string => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
/** Shapes as NumPy's broadcasting errors write them. */
export const tightShape = (shape: readonly number[]): string => `(${shape.join(",")}${shape.length === 1 ? "," : ""})`;

/** `str` of a NumPy scalar. */
export const scalarText = (dtype: Dtype, value: number): string => (dtype === "bool" ? (value ? "True" : "False") : isFloating(dtype) ? floatText(value, dtype) : String(value));
/** `repr` of a NumPy scalar. */
export const scalarRepr = (dtype: Dtype, value: number): string => (dtype === "bool" ? `np.${scalarText(dtype, value)}_` : `np.${dtype}(${scalarText(dtype, value)})`);
