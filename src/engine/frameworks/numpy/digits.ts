/** Floats as NumPy writes them: the shortest digits that give the value of that dtype back, cut at a precision. */
import { exponentSign, fixed, scientific } from "../../python/semantics/float-text.js";
import { type Dtype, rounderOf } from "../../tensor/dtype.js";

/** |value| = 0.d₁d₂d₃… · 10^(exponent + 1). */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function shortest(size: number, dtype: Dtype): Digits {
  if (size === 0) return { digits: "0", exponent: 0 };
  let text = size.toExponential();
  if (dtype !== "float64") {
    const round = rounderOf(dtype);
    for (let places = 0; places < 10; places++) {
      const tried = size.toExponential(places);
      if (round(Number(tried)) === size) {
        text = tried;
        break;
      }
    }
  }
  const [mantissa = "", exponent] = text.split("e");
  const digits = mantissa.replace(".", "").replace(/0+$/, "");
  return { digits: digits || "0", exponent: Number(exponent) };
}

/** Parts of a number before and after the point, and after the "e". */
export interface Parts {
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: string;
}

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? "-" : "");

/** At most `precision` digits after the point (null: as many as it takes), trailing zeros trimmed. */
export function positional(value: number, dtype: Dtype, precision: number | null): Parts {
  const { digits, exponent } = shortest(Math.abs(value), dtype);
  const whole = exponent < 0 ? "0" : digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = exponent < 0 ? "0".repeat(-exponent - 1) + digits : digits.slice(exponent + 1);
  if (precision === null || fraction.length <= precision) return { whole: signOf(value) + whole, fraction: fraction.replace(/0+$/, ""), exponent: "" };
  const [cutWhole = "", cutFraction = ""] = fixed(value, precision).split(".");
  return { whole: signOf(value) + cutWhole, fraction: cutFraction.replace(/0+$/, ""), exponent: "" };
}

/** One digit before the point. */
export function exponential(value: number, dtype: Dtype, precision: number | null): Parts {
  const { digits, exponent } = shortest(Math.abs(value), dtype);
  if (precision === null || digits.length - 1 <= precision) return { whole: signOf(value) + digits[0]!, fraction: digits.slice(1), exponent: exponentSign(exponent) };
  const [mantissa = "", cutExponent = ""] = scientific(value, precision).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { whole: signOf(value) + whole, fraction: fraction.replace(/0+$/, ""), exponent: cutExponent };
}

/** From here on a dtype's numbers are written with an exponent: 10 to the digits it holds. */
export const LARGEST: Partial<Record<Dtype, number>> = { float16: 1e3, bfloat16: 1e2, float32: 1e6 };

/** The same with exactly so many digits after the point: past the shortest they are those of the exact value. */
export function padded(value: number, parts: Parts, places: number): Parts {
  if (parts.fraction.length >= places) return parts;
  if (!parts.exponent) return { ...parts, fraction: (fixed(value, places).split(".")[1] ?? "") };
  const [mantissa = "", exponent = ""] = scientific(value, places).split("e");
  return { ...parts, fraction: mantissa.split(".")[1] ?? "", whole: parts.whole.replace(/\d+$/, mantissa.split(".")[0]!), exponent };
}

/** C's `%g`. */
export function generalText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  if (value < 0) return `-${generalText(-value)}`;
  const [mantissa = "", exponent = ""] = scientific(value, 5).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${mantissa.replace(/\.?0+$/, "")}e${exponent}`;
  const text = fixed(value, 5 - power);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** `str(np.float32(0.1))`. */
export function floatText(value: number, dtype: Dtype): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (dtype === "bfloat16") return generalText(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= (LARGEST[dtype] ?? 1e16))) {
    const { whole, fraction, exponent } = exponential(value, dtype, null);
    return `${whole}${fraction ? `.${fraction}` : ""}e${exponent}`;
  }
  const { whole, fraction } = positional(value, dtype, null);
  return `${whole}.${fraction || "0"}`;
}
