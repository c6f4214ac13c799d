/** Why a gradient is what it is: the paths it flows along, what each contributes, and what blocks others. */

export interface WhyRequest {
  readonly node: string;
  /** Of a tensor the element; null: the one with the largest gradient. */
  readonly index: readonly number[] | null;
}

export interface WhyAnswer {
  readonly id: string;
  /** "W", and with the element "W[0, 2]". */
  readonly name: string;
  /** "∂L/∂W[0, 2]". */
  readonly partial: string;
  readonly symbol: string;
  readonly shape: readonly number[];
  readonly index: readonly number[];
  readonly state: WhyState;
  /** Why it is what it is, in a sentence. */
  readonly statement: string;
  /** null: there is none. */
  readonly gradient: WhyNumber | null;
  readonly list: PathList | null;
  readonly blocked: readonly BlockedPath[];
  readonly blockedOmitted: number;
  /** Paths between whole tensors; null where everything is a single number. */
  readonly matrix: MatrixForm | null;
}

/** "zero": all paths are blocked; "cancels": they add up to 0; "none": no path or a cut, which is no zero. */
export type WhyState = "value" | "zero" | "cancels" | "notFinite" | "none" | "target";

export interface WhyNumber {
  /** 4 digits, and all of them. */
  readonly text: string;
  readonly exact: string;
  /** null: not finite. */
  readonly number: number | null;
}

/** Σ rows + rest + rounding = gradient. */
export interface PathList {
  /** The largest first. */
  readonly rows: readonly PathRow[];
  /** Of all paths, listed or not; "" where it is not known. */
  readonly count: string;
  /** How many are not listed, "" where it is not known. */
  readonly restCount: string;
  /** Sum over the paths that are not listed; null: all are. */
  readonly rest: WhyNumber | null;
  /** What the backward pass has rounded otherwise than the sum; null: nothing that 12 digits would show. */
  readonly rounding: WhyNumber | null;
  /** "float32": each factor is rounded to it. "" for doubles. */
  readonly rounded: string;
  /** The largest contributions were followed; false: these are the k largest paths of all. */
  readonly isFollowed: boolean;
}

export interface PathRow {
  /** From the value asked about to the target. */
  readonly steps: readonly PathStep[];
  /** "−2 · 1 · 3", from the target on; long ones without their ones. */
  readonly product: string;
  readonly contribution: WhyNumber;
  /** Up to this row. */
  readonly sum: WhyNumber;
}

export interface PathStep {
  /** null: not drawn. */
  readonly node: string | null;
  /** A variable's name, else the operation; "… 120 …" for that many left out. */
  readonly name: string;
  readonly operation: string;
  /** "[0, 2]", "" for scalars. */
  readonly element: string;
  /** The local derivative by which this value was reached from the one before; "" for the first. */
  readonly factor: string;
}

export type BlockKind = "off" | "zeroFactor" | "notChosen" | "notTaken" | "flat" | "noGradient" | "cut" | "integer";

export interface BlockedPath {
  readonly kind: BlockKind;
  /** "relu is off: its input z = −2 is not positive (line 7)". */
  readonly reason: string;
  /** Those drawn on the way to it, and what blocks, null where it is not drawn. */
  readonly nodes: readonly string[];
  readonly at: string | null;
  readonly names: readonly string[];
  /** Elements on the way that are blocked there. */
  readonly elements: number;
}

/** Σ rows + rest = gradient, tensor by tensor. */
export interface MatrixForm {
  readonly rows: readonly MatrixRow[];
  readonly count: string;
  /** Euclidean norm of what the rows do not give; null: they give all. */
  readonly rest: WhyNumber | null;
  readonly norm: WhyNumber;
}

export interface MatrixRow {
  readonly names: readonly string[];
  readonly nodes: readonly string[];
  /** Of the contribution, which has the value's shape. */
  readonly norm: WhyNumber;
  /** Its element that was asked for. */
  readonly element: WhyNumber;
  /** From the target on, as the gradient flows. */
  readonly steps: readonly MatrixStep[];
  readonly stepsOmitted: number;
}

export interface MatrixStep {
  readonly node: string | null;
  readonly operation: string;
  /** "∂L/∂W = inᵀ · ∂L/∂out". */
  readonly rule: string;
  /** "[3, 4] = [3, 8] · [8, 4]". */
  readonly shapes: string;
  /** Why it has this form. */
  readonly story: string;
}
