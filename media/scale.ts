/** How large a gradient is among those of its graph: on a logarithmic scale from the smallest to the largest. */
export interface Scale {
  /** Both 0: there is nothing to measure. */
  readonly least: number;
  readonly most: number;
}

/** Sizes within less than this factor of each other are not spread over the whole scale: they are alike. */
const NARROWEST = 10;
/** What is smaller than the largest by more than this is as small as can be. */
const WIDEST = 1e10;

/** Of absolute values and norms; zeros and nulls do not count. */
export function scaleOf(sizes: Iterable<number | null>): Scale {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const size of sizes) {
    if (size === null || size === 0 || !Number.isFinite(size)) continue;
    least = Math.min(least, size);
    most = Math.max(most, size);
  }
  return most === 0 ? { least: 0, most: 0 } : { least: Math.max(Math.min(least, most / NARROWEST), most / WIDEST), most };
}

/** 0: zero. Else from LOWEST for the smallest to 1 for the largest; what is not finite is as large. */
export function level(size: number, { least, most }: Scale): number {
  if (size === 0) return 0;
  if (!Number.isFinite(size)) return 1;
  if (most === 0) return 0;
  const part = Math.log(size / least) / Math.log(most / least);
  return LOWEST + (1 - LOWEST) * Math.min(1, Math.max(0, part));
}

const LOWEST = 0.08;

/** Shades of the scale, the same as in drawing.css: 1 the smallest. */
export const SHADES = 6;

/** 0: zero. */
export const shade = (size: number, scale: Scale): number => size === 0 ? 0 : Math.max(1, Math.ceil(level(size, scale) * SHADES - 1e-9));

/** Where a shade ends, for the legend. */
export const endOf = (wanted: number, { least, most }: Scale): number =>
  least * (most / least) ** ((wanted / SHADES - LOWEST) / (1 - LOWEST));

/** As the engine writes numbers: four digits, a true minus sign, "3.2e−7" outside 1e−3 … 1e4. */
export function sizeText(size: number): string {
  if (!Number.isFinite(size)) return "∞";
  const [digits, power] = size.toExponential(2).split("e");
  const exponent = Number(power);
  return size === 0 ? "0" : exponent < -3 || exponent > 3 ? `${Number(digits)}e${exponent < 0 ? "−" : ""}${Math.abs(exponent)}` : String(Number(size.toPrecision(3)));
}
