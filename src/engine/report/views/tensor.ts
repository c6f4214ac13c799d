/** The elements of one node's value and gradient, a window of a matrix at a time, and what both are like as a whole. */

/** A window of the matrix that the last two axes make; a vector is one row, a scalar one cell. */
export interface TensorRequest {
  readonly node: string;
  /** Indices in the axes before the last two; what is missing or outside is 0. */
  readonly lead: readonly number[];
  /** null: the whole matrix. What lies outside is cut off. */
  readonly window: TensorWindow | null;
}

/** In elements. */
export interface TensorWindow {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface TensorAnswer {
  readonly id: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly lead: readonly number[];
  readonly matrix: { readonly rows: number; readonly columns: number };
  readonly window: TensorWindow;
  /** Elements that a cell stands for: it shows the one of the largest magnitude. */
  readonly block: { readonly height: number; readonly width: number };
  readonly value: TensorPart;
  /** null: there is none, `reason` says why. */
  readonly gradient: TensorPart | null;
  /** "" where there is a gradient that is not zero throughout. */
  readonly reason: string;
}

export interface TensorPart {
  /** Cells row by row, at most 64 × 64; null: not finite, the text says which. */
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly string[];
  readonly statistics: TensorStatistics;
}

/** Of all elements. Numbers are of the finite ones; texts are short. */
export interface TensorStatistics {
  readonly count: number;
  readonly smallest: string;
  readonly largest: string;
  readonly mean: string;
  /** Of the population: divided by the count. */
  readonly deviation: string;
  /** Euclidean. */
  readonly norm: string;
  /** The largest finite magnitude: the end of the colour scale. */
  readonly reach: number;
  readonly zeros: number;
  readonly nans: number;
  readonly infinities: number;
  /** Between the smallest and the largest finite element. */
  readonly values: Histogram | null;
  /** Of log₁₀ of the magnitudes, zeros left out: from the smallest power to the largest. */
  readonly magnitudes: Histogram | null;
}

/** Bins of equal width. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly fromText: string;
  readonly toText: string;
  readonly counts: readonly number[];
}
