/**
 * Layouts beside the page: started as a worker; where workers are refused, loaded into the page as a script, which then
 * finds `layOutHere` on it. ELK is in this bundle only, so that the page starts without it.
 */
import { place } from "./place.js";
import type { Placing, Plan } from "./plan.js";

export interface Asked {
  readonly id: number;
  readonly plan: Plan;
}

export type Answered =
  | { readonly id: number; readonly placing: Placing; readonly failure: null }
  | { readonly id: number; readonly placing: null; readonly failure: string };

declare global {
  var layOutHere: ((plan: Plan) => Promise<Placing>) | undefined;
}

if (typeof window === "undefined") {
  self.onmessage = ({ data: { id, plan } }: MessageEvent<Asked>) => {
    const answer = (message: Answered): void => self.postMessage(message);
    place(plan).then(
      (placing) => answer({ id, placing, failure: null }),
      (error: unknown) => answer({ id, placing: null, failure: String(error) }),
    );
  };
} else globalThis.layOutHere = place;
