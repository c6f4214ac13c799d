/** How CPython writes floats: the shortest digits that read back equal (`float_repr_style` "short"). */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [digits = "0", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 ? "-" : "";
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${sign}${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const plain = digits.replace(".", "");
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${plain}`;
  if (plain.length <= power + 1) return `${sign}${plain.padEnd(power + 1, "0")}.0`;
  return `${sign}${plain.slice(0, power + 1)}.${plain.slice(power + 1)}`;
}

/** Exactly rounded decimal text (ties to even on the exact binary value), which `toFixed` gives up to 100 places and 1e21. */
export function fixed(value: number, places: number): string {
  const size = Math.abs(value);
  if (size < 1e21 && places <= 100) return halfEvenFixed(size, places);
  return places > 0 ? `${BigInt(Math.round(size))}.${"0".repeat(places)}` : String(BigInt(Math.round(size)));
}

/** `toFixed` rounds exact ties up; CPython rounds them to even. */
function halfEvenFixed(size: number, places: number): string {
  const text = size.toFixed(places);
  if (places > 22) return text;
  const more = size.toFixed(Math.min(100, places + 30));
  const tail = more.slice(text.length + (places === 0 ? 1 : 0));
  if (!/^50*$/.test(tail)) return text;
  const lower = more.slice(0, text.length);
  const lastDigit = Number(lower.replace(".", "").at(-1));
  return lastDigit % 2 === 0 ? lower : text;
}

/** `1.234000e+05` with `places` digits after the point. */
export function exponential(value: number, places: number): string {
  const [digits = "0", exponent = "+0"] = Math.abs(value).toExponential(Math.min(places, 100)).split("e");
  const power = Number(exponent);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** `%g` with `precision` significant digits; `keepZeros`: the `#` flag. */
export function general(value: number, precision: number, keepZeros: boolean): string {
  const digits = Math.max(precision, 1);
  const size = Math.abs(value);
  if (size === 0) return keepZeros && digits > 1 ? `0.${"0".repeat(digits - 1)}` : "0";
  const power = Number(size.toExponential(Math.min(digits - 1, 100)).split("e")[1]);
  const text = power < -4 || power >= digits ? exponential(size, digits - 1) : fixed(size, Math.max(0, digits - 1 - power));
  if (keepZeros) return text;
  const [mantissa = "", exponent] = text.split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}
