/** Python's complex numbers, as CPython computes them (Objects/complexobject.c). They are not followed on the tape. */
import { PyObject, PyType, objectType, type Value } from "../object.js";
import { numberOf } from "./types.js";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complexType = new PyType("complex", [objectType]);

export class PyComplex extends PyObject implements Complex {
  constructor(readonly re: number, readonly im: number) { super(); }
  get type(): PyType { return complexType; }
}

export const pyComplex = ({ re, im }: Complex): PyComplex => new PyComplex(re, im);

/** int, bool, float and complex as a complex number; undefined for anything else. */
export function complexOf(value: Value): Complex | undefined {
  if (value instanceof PyComplex) return value;
  const number = numberOf(value);
  return number === undefined ? undefined : { re: number, im: 0 };
}

export const sum = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
export const difference = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
export const product = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
export const size = ({ re, im }: Complex): number => Math.hypot(re, im);

/** Smith's division; null: by zero. */
export function quotient(a: Complex, b: Complex): Complex | null {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    if (b.re === 0) return b.im === 0 ? null : { re: Number.NaN, im: Number.NaN };
    const ratio = b.im / b.re;
    const divisor = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / divisor, im: (a.im - a.re * ratio) / divisor };
  }
  const ratio = b.re / b.im;
  const divisor = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / divisor, im: (a.im * ratio - a.re) / divisor };
}

/** Small whole exponents by multiplication, others by angle and length; null: 0 to a negative or complex power. */
export function power(a: Complex, b: Complex): Complex | null {
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 100) {
    const whole = wholePower(a, Math.abs(b.re));
    return b.re < 0 ? quotient({ re: 1, im: 0 }, whole) : whole;
  }
  if (a.re === 0 && a.im === 0) return b.im !== 0 || b.re < 0 ? null : { re: 0, im: 0 };
  const length = size(a);
  const angle = Math.atan2(a.im, a.re);
  let radius = length ** b.re;
  let turn = angle * b.re;
  if (b.im !== 0) {
    radius *= Math.exp(-angle * b.im);
    turn += b.im * Math.log(length);
  }
  return { re: radius * Math.cos(turn), im: radius * Math.sin(turn) };
}

function wholePower(a: Complex, n: number): Complex {
  let result: Complex = { re: 1, im: 0 };
  let square = a;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = product(result, square);
    square = product(square, square);
  }
  return result;
}
