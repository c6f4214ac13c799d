/** A bound of the run was reached. Becomes a problem with the span where it happened. */
export class LimitReached extends Error {
  constructor(
    readonly limit: "steps" | "milliseconds" | "elements" | "depth",
    readonly wanted: number,
    readonly allowed: number,
  ) {
    super(`${limit}: ${wanted} of ${allowed}`);
  }
}
