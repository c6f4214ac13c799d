/** Logarithmic axes. */
export interface Decades {
  readonly from: number;
  readonly to: number;
}

/** Whole decades around positive numbers; at least one. */
export function decades(values: readonly number[]): Decades {
  const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const high = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
  return { from: 10 ** low, to: 10 ** Math.max(high, low + 1) };
}

export function logScale({ from, to }: Decades, start: number, end: number): (value: number) => number {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return (value) => start + ((Math.log10(value) - low) / (high - low)) * (end - start);
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `1`, `10`, `10⁻⁶`. */
export function decadeText(value: number): string {
  const power = Math.round(Math.log10(value));
  if (power === 0 || power === 1) return String(10 ** power);
  return `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;
}
