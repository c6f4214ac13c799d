/** Scales that hold all of some numbers: logarithmic, of whole powers of ten, and linear. */

export interface LogScale {
  /** 0 … 1; 0 for what is not positive. */
  of(size: number): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const FEWEST_DECADES = 2;
const MOST_TICKS = 4;

export function logScale(sizes: readonly (number | null)[]): LogScale {
  const logs = sizes.flatMap((size) => (size !== null && size > 0 ? [Math.log10(size)] : []));
  const high = logs.length > 0 ? Math.ceil(Math.max(...logs)) : 0;
  // Half a decade below the smallest one: its bar is to be seen.
  const low = Math.min(high - FEWEST_DECADES, logs.length > 0 ? Math.floor(Math.min(...logs) - 0.5) : 0);
  const step = Math.ceil((high - low) / MOST_TICKS);
  const at = (power: number): number => (power - low) / (high - low);
  const powers = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => high - i * step);
  return {
    of: (size) => (size > 0 ? at(Math.log10(size)) : 0),
    ticks: powers.filter((power) => power > low).map((power) => ({ at: at(power), text: `10${superscript(power)}` })),
  };
}

/** 0 … 1 from the smallest to the largest; ½ where all are equal. */
export function linearScale(sizes: readonly (number | null)[]): (size: number) => number {
  const numbers = sizes.filter((size) => size !== null);
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  // Halves: the distance of two doubles need not be one.
  return (size) => (high > low ? (size / 2 - low / 2) / (high / 2 - low / 2) : 0.5);
}

const superscript = (power: number): string =>
  String(power).replaceAll(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : ("⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "")));
