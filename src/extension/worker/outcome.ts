/** How a question to the worker ends. Every question ends in exactly one of these; none rejects. */
export type Outcome<T> =
  | { readonly kind: "answer"; readonly answer: T }
  /** The worker said no, died twice over it, or could not be started. */
  | { readonly kind: "failed"; readonly message: string }
  /** The worker passed its time limit over this question and was ended. */
  | { readonly kind: "timedOut"; readonly milliseconds: number }
  /** A newer question about the same thing took its place before it was asked. */
  | { readonly kind: "superseded" }
  | { readonly kind: "cancelled" };

export interface Progress {
  readonly done: number;
  readonly total: number;
}
