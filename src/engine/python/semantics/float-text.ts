/** How CPython writes floats. */

/** `repr(x)`: the shortest digits that give x back; exponents below −4 and from 16 on. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const [mantissa, exponentText] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentSign(exponent)}`;
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace("-", "").replace(".", "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return `${sign}${digits}${"0".repeat(exponent + 1 - digits.length)}.0`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

export const exponentSign = (exponent: number): string => `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;

/** |value| as digits · 10^−scale, exactly; value is finite. */
function exact(value: number): { digits: bigint; scale: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponentBits = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = exponentBits === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075;
  return exponent >= 0 ? { digits: mantissa << BigInt(exponent), scale: 0 } : { digits: mantissa * 5n ** BigInt(-exponent), scale: -exponent };
}

/** digits / 10^drop, half to even. */
function roundedDivision(digits: bigint, drop: number): bigint {
  if (drop <= 0) return digits * 10n ** BigInt(-drop);
  const divisor = 10n ** BigInt(drop);
  const quotient = digits / divisor;
  const twice = (digits % divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** |value| with so many digits after the point, rounded exactly, half to even. */
export function fixed(value: number, precision: number): string {
  const { digits, scale } = exact(value);
  const text = roundedDivision(digits, scale - precision).toString().padStart(precision + 1, "0");
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

/** |value| with `precision` significant digits: those digits and the decimal exponent of the first. */
export function significant(value: number, precision: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: "0".repeat(precision), exponent: 0 };
  const { digits, scale } = exact(value);
  const length = digits.toString().length;
  let text = roundedDivision(digits, length - precision).toString();
  let exponent = length - 1 - scale;
  if (text.length > precision) {
    exponent++;
    text = text.slice(0, precision);
  }
  return { digits: text, exponent };
}

/** |value| as `%e`. */
export function scientific(value: number, precision: number): string {
  const { digits, exponent } = significant(value, precision + 1);
  return `${digits[0]}${precision ? `.${digits.slice(1)}` : ""}e${exponentSign(exponent)}`;
}

/** |value| as `%g`: trailing zeros go, unless `alternate`. */
export function general(value: number, precision: number, alternate = false): string {
  const wanted = precision === 0 ? 1 : precision;
  const { digits, exponent } = significant(value, wanted);
  const strip = (text: string): string => (alternate || !text.includes(".") ? text : text.replace(/\.?0+$/, ""));
  if (exponent < -4 || exponent >= wanted) {
    const mantissa = strip(`${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}`);
    return `${mantissa}e${exponentSign(exponent)}`;
  }
  if (exponent < 0) return strip(`0.${"0".repeat(-exponent - 1)}${digits}`);
  const after = digits.slice(exponent + 1);
  return strip(`${digits.slice(0, exponent + 1)}${after ? `.${after}` : ""}`);
}

/** `round(value, places)`: the nearest decimal to the exact value, half to even. */
export function roundTo(value: number, places: number): number {
  if (!Number.isFinite(value) || value === 0 || places > 330) return value;
  const { digits, scale } = exact(value);
  if (places >= scale) return value;
  const rounded = roundedDivision(digits, scale - places);
  const result = Number(`${rounded}e${-places}`);
  return value < 0 ? -result : result;
}
