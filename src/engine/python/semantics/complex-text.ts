/** `repr` of a complex number. */
import type { Complex } from "../values/complex.js";
import { floatRepr } from "./float-text.js";

/** `1.0` is shown as `1`. */
const short = (value: number): string => floatRepr(value).replace(/\.0$/, "");
const negative = (value: number): boolean => value < 0 || Object.is(value, -0);

export function complexText({ re, im }: Complex): string {
  if (Object.is(re, 0)) return `${short(im)}j`;
  return `(${short(re)}${negative(im) ? "" : "+"}${short(im)}j)`;
}
