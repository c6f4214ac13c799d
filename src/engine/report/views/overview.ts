/** The whole graph at a glance: layers in forward order, what changes over a loop, where a NaN came from. */

export interface OverviewRequest {
  /** Of the step that updates are measured at: learning rate × gradient. Positive. */
  readonly learningRate: number;
}

export interface OverviewAnswer {
  /** What stands above the fraction bar. */
  readonly symbol: string;
  /** In the order in which the program first uses their parameters. */
  readonly layers: readonly OverviewLayer[];
  /** How many more there are, nearest to the inputs. */
  readonly omitted: number;
  readonly series: readonly OverviewSeries[];
  /** The target over the steps of a training, each with its backward(). null: there was one step, or none. */
  readonly training: OverviewTraining | null;
  readonly nonFinite: NonFiniteOrigin | null;
  readonly findings: readonly OverviewFinding[];
}

/** A number as text, and as a number where it is finite. */
export interface Measure {
  readonly text: string;
  readonly size: number | null;
}

/** Parameters that belong together: of one module, or W1 and b1. */
export interface OverviewLayer {
  /** `net.fc1`; `W1, b1`. */
  readonly name: string;
  /** Those of the layer, the one with most elements first. */
  readonly parameters: readonly { readonly id: string; readonly name: string }[];
  /** Elements of all parameters. */
  readonly count: number;
  /** Euclidean norms over all parameters. null: no gradient reaches any of them, `reason` says why. */
  readonly value: Measure;
  readonly gradient: Measure | null;
  readonly reason: string;
  /** learning rate · ‖gradient‖ / ‖value‖: the part of itself by which a step of plain descent changes the layer. */
  readonly update: Measure | null;
  readonly activation: LayerActivation | null;
}

/** What a layer gives to the next one. */
export interface LayerActivation {
  readonly id: string;
  readonly operation: string;
  readonly mean: string;
  readonly deviation: string;
  readonly gradient: Measure | null;
  /** Units that are zero for every example: no gradient gets through them. null: this operation has none. */
  readonly dead: Share | null;
  /** Elements so far out that the slope is nearly zero. null: this operation does not saturate. */
  readonly saturated: Share | null;
}

export interface Share {
  readonly count: number;
  readonly total: number;
}

/** One expression over the iterations of a loop. */
export interface OverviewSeries {
  readonly name: string;
  /** "for t" */
  readonly loop: string;
  /** In order; of very many, some evenly spaced with both ends. */
  readonly points: readonly SeriesPoint[];
}

export interface SeriesPoint {
  readonly id: string;
  /** From 1. */
  readonly iteration: number;
  readonly value: Measure;
  readonly gradient: Measure | null;
}

export interface OverviewTraining {
  readonly name: string;
  readonly steps: number;
  /** In order; of very many, some evenly spaced with both ends. From 1. */
  readonly points: readonly { readonly step: number; readonly value: Measure }[];
}

/** The first value or gradient that is NaN or infinite, of those that reach the target or an input. */
export interface NonFiniteOrigin {
  readonly pass: "forward" | "backward";
  /** The operation, or the input itself, where it arose. */
  readonly id: string;
  /** Backward: the input it was handed on to. Forward: where an infinity arose that made it. null: none. */
  readonly input: string | null;
  readonly sentence: string;
  /** What to do about it; "" where nothing is known. */
  readonly hint: string;
}

export interface OverviewFinding {
  readonly kind: "vanishing" | "exploding" | "dead" | "saturated" | "noGradient" | "largeUpdate";
  readonly sentence: string;
  /** The nodes it is about. */
  readonly nodes: readonly string[];
}
