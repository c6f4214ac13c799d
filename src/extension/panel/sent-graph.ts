/** What the page has been sent, so that it is sent no more than it lacks. */
import type { Held } from "./graph-state.js";
import type { PanelState } from "./messages.js";

export class SentGraph {
  /** Of the last message; "": the page has nothing. */
  private key = "";
  private held: Held | null = null;
  /** Of the text that the spans of the last graph are offsets of. */
  version = 0;

  /** The page began anew. */
  forget(): void {
    this.key = "";
  }

  /**
   * What is to be sent; it counts as sent. Nothing where nothing changed: a keystroke makes the graph old once, not with each
   * that follows. `isNewest`: no later graph is asked for; `version`: of the text, null where it is not open.
   */
  next(held: Held | null, isNewest: boolean, about: PanelState, version: number | null): "nothing" | "state" | "graph" {
    const key = JSON.stringify([held?.version, isNewest, about]);
    if (key === this.key && about.stale) return "nothing";
    const hasGraph = this.key !== "" && held === this.held;
    this.key = key;
    // The places of an old graph are carried when they are asked for; those of a current one must be those of the text.
    if (hasGraph && (about.stale || version === this.version)) return "state";
    this.held = held;
    this.version = version ?? this.version;
    return "graph";
  }
}
