/** Round numbers: ranges of sliders, ticks of axes, and what a user types. */

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** 1, 2 or 5 times a power of ten, at least `size` (> 0). */
export function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = size / power;
  return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
}

/** Without the digits that sums of steps leave behind. */
const tidy = (value: number, step: number): number => Number((Math.round(value / step) * step).toPrecision(12));

/** Of a slider: 200 to 500 steps over the range. */
export const fineStep = ({ from, to }: Range): number => roundStep((to - from) / 500);

export const snapped = (value: number, range: Range): number => tidy(value, fineStep(range));

/** Around a number: half as far again as its size, at least 2. */
export function rangeAround(value: number): Range {
  const least = Math.max(2, 1.5 * Math.abs(value));
  const step = roundStep(least / 10);
  const reach = Math.ceil(least / step) * step;
  return { from: tidy(value - reach, step), to: tidy(value + reach, step) };
}

/** The range, wider where the number lies outside. */
export function rangeWith(range: Range, value: number): Range {
  if (value >= range.from && value <= range.to) return range;
  const around = rangeAround(value);
  return { from: Math.min(range.from, around.from), to: Math.max(range.to, around.to) };
}

/** About `count` round numbers within the range. */
export function ticks({ from, to }: Range, count: number): readonly number[] {
  const step = roundStep((to - from) / count);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Number.isFinite(first) && last - first < 50 ? Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step, step)) : [];
}

/** `1e-3`, `−4`, `.5`; null: not a number. */
export function readNumber(text: string): number | null {
  const plain = text.trim().replaceAll("−", "-").replaceAll("_", "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Up to 6 digits with a true minus sign. */
export const plainNumber = (value: number): string => String(Number(value.toPrecision(6))).replaceAll("-", "−");
