/**
 * The views of a finished run that are asked for one at a time: what is asked, and what is answered. Plain data that
 * survives JSON: numbers are finite (texts say NaN and ∞), nothing is undefined. Nodes go by their ids in the `GraphView`;
 * places in the source are found there too.
 */
import type { CurveAnswer, CurveRequest, PlayAnswer, PlayRequest, WriteBackAnswer, WriteBackRequest } from "./play.js";
import type { StepsAnswer, StepsRequest } from "./steps.js";
import type { DocumentAnswer, DocumentRequest } from "./document.js";
import type { NodeDetails, NodeRequest } from "./node.js";
import type { OverviewAnswer, OverviewRequest } from "./overview.js";
import type { TensorAnswer, TensorRequest } from "./tensor.js";
import type { WaysAnswer, WaysRequest } from "./ways.js";
import type { WhyAnswer, WhyRequest } from "./why.js";

export interface Views {
  /** A window of the cards of the forward and the backward pass. */
  readonly steps: { readonly request: StepsRequest; readonly answer: StepsAnswer };
  /** Other numbers in the inputs: values, gradients, an optimizer's step ahead. */
  readonly play: { readonly request: PlayRequest; readonly answer: PlayAnswer };
  /** The target over one input. null: no such input. */
  readonly curve: { readonly request: CurveRequest; readonly answer: CurveAnswer | null };
  /** The played numbers as edits of the text. */
  readonly writeBack: { readonly request: WriteBackRequest; readonly answer: WriteBackAnswer };
  /** Four ways to one derivative. null: the target depends on no input. */
  readonly ways: { readonly request: WaysRequest; readonly answer: WaysAnswer | null };
  /** A file of the explanation, or of the picture. */
  readonly document: { readonly request: DocumentRequest; readonly answer: DocumentAnswer };
  /** One node with all its digits and its rule. null: no such node. */
  readonly node: { readonly request: NodeRequest; readonly answer: NodeDetails | null };
  /** The whole graph at a glance: layers, loops, where a NaN came from. */
  readonly overview: { readonly request: OverviewRequest; readonly answer: OverviewAnswer };
  /** A node's elements and what they are like as a whole. null: no such node. */
  readonly tensor: { readonly request: TensorRequest; readonly answer: TensorAnswer | null };
  /** Why a gradient is what it is: paths and what blocks others. null: no such node. */
  readonly why: { readonly request: WhyRequest; readonly answer: WhyAnswer | null };
}

export type ViewName = keyof Views;

/** A view with what is asked of it. */
export type ViewQuestion = { readonly [K in ViewName]: { readonly view: K; readonly request: Views[K]["request"] } }[ViewName];
export type ViewAnswer = Views[ViewName]["answer"];
