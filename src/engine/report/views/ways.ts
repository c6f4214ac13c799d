/** Four ways to one derivative, ∂target by one number of a leaf: what they give, what they cost, where they fail. */
import type { PlayNumber } from "./play.js";

export interface WaysRequest {
  /** Id of a leaf; null, or another node: the leaf with the largest gradient. */
  readonly node: string | null;
  /** Row-major; null: the element with the largest gradient. */
  readonly element: number | null;
}

export type WayName = "symbolic" | "forwardDifference" | "centralDifference" | "forward" | "reverse";

export interface WaysAnswer {
  readonly symbol: string;
  /** Leaves to choose from. */
  readonly leaves: readonly WaysLeaf[];
  readonly leaf: string;
  readonly element: number;
  /** `∂L/∂w[0, 2]`. */
  readonly partial: string;
  /** Reverse mode over the graph evaluated in double precision: what errors are measured against. */
  readonly reference: PlayNumber;
  readonly ways: readonly Way[];
  readonly symbolic: Symbolic;
  readonly curve: ErrorCurve;
  readonly growth: Growth;
}

export interface WaysLeaf {
  readonly id: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
}

export interface Way {
  readonly way: WayName;
  /** null: `reason` says why there is none. */
  readonly value: PlayNumber | null;
  readonly reason: string;
  /** |value − reference|. */
  readonly error: PlayNumber | null;
  /** Walks over the graph for this one number: evaluations, tangent passes, backward passes. */
  readonly passes: number;
  /** Elementary operations on whole tensors, counted; of a formula the operations it writes out. */
  readonly operations: number | null;
  /** Median on this machine. */
  readonly milliseconds: number | null;
}

export type Symbolic =
  | { readonly kind: "none"; readonly reason: string }
  | {
      readonly kind: "written";
      /** "" where it is too long to be written. */
      readonly text: string;
      readonly latex: string;
      readonly size: SwellSize;
      /** Of the program's beginnings, shortest first. */
      readonly prefixes: readonly (SwellSize & { readonly name: string; readonly operations: number })[];
      /** Of f(x), f(f(x)), … for the function x ↦ target. */
      readonly nested: readonly (SwellSize & { readonly times: number })[];
    };

/** Nodes of the derivative's expression. Past 1e300 it is 1e300. */
export interface SwellSize {
  /** The rules applied, nothing simplified, written out as a tree. */
  readonly naive: number;
  /** Simplified, written out as a tree. */
  readonly simplified: number;
  /** Simplified, equal parts once: what modes that keep values compute. */
  readonly shared: number;
}

export interface ErrorCurve {
  /** Falling steps. Empty where one evaluation takes too long: `reason`. */
  readonly points: readonly { readonly h: number; readonly forward: number | null; readonly central: number | null }[];
  readonly reason: string;
  /** The steps with the least error; null where no point is finite. */
  readonly bestForward: number | null;
  readonly bestCentral: number | null;
  /** By the theory: √ε and ∛ε times max(1, |x|). */
  readonly expectedForward: number;
  readonly expectedCentral: number;
}

export interface Growth {
  /** Numbers in all leaves. */
  readonly parameters: number;
  /** Elementary operations of one evaluation, one tangent pass (null: a forward rule is missing), one backward pass. */
  readonly evaluation: number;
  readonly tangent: number | null;
  readonly backward: number;
}
