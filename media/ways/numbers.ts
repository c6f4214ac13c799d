/** Steps, errors and counts as short texts: `1.5e−8`, `0.001`, `12`. */
export function shortText(value: number): string {
  if (value === 0) return "0";
  const text = Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential(1).replace("+", "").replace(".0e", "e");
  return text.replaceAll("-", "−");
}
