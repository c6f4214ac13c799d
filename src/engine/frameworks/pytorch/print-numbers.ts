/** Decimal texts with a fixed number of places, exact ties to even as C's printf has them. */

export function floatFixed(value: number, places: number): string {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (size >= 1e21) return sign + String(BigInt(size));
  const text = size.toFixed(places);
  const more = size.toFixed(Math.min(100, places + 30));
  const tail = more.slice(places === 0 ? text.length + 1 : text.length);
  // toFixed rounds exact ties up.
  if (!/^50*$/.test(tail)) return sign + text;
  const lower = places === 0 ? more.slice(0, more.indexOf(".")) : more.slice(0, more.length - tail.length);
  return sign + (Number(lower.replace(".", "").at(-1)) % 2 === 0 ? lower : text);
}

export function floatExponent(value: number, places: number): string {
  const [digits = "0", exponent = "+0"] = Math.abs(value).toExponential(places).split("e");
  const power = Number(exponent);
  return `${value < 0 || Object.is(value, -0) ? "-" : ""}${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
