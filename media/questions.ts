/** Questions to the engine on their way. Of each view only the last one asked is answered. */
import type { ViewName, ViewQuestion, Views } from "../src/engine/report/views/views.js";
import type { FromPanel, ToPanel } from "../src/extension/panel/messages.js";
import type { Asked } from "./tab.js";

export class Questions {
  private readonly waiting = new Map<ViewName, { readonly id: number; readonly then: (message: ToPanel & { kind: "view" }) => void }>();
  private count = 0;

  constructor(private readonly send: (message: FromPanel) => void) {}

  ask<K extends ViewName>(view: K, request: Views[K]["request"], then: (asked: Asked<K>) => void): void {
    const id = ++this.count;
    this.waiting.set(view, {
      id,
      then: ({ answer, failure }) =>
        // `as`: the engine answers a view with the answer of its kind.
        then(failure === null ? { kind: "answer", answer: answer as Views[K]["answer"] | null } : { kind: "failed", message: failure }),
    });
    // `as`: view and request belong together, which the parameters say.
    this.send({ kind: "ask", id, ask: { view, request } as ViewQuestion });
  }

  hear(message: ToPanel & { kind: "view" }): void {
    for (const [view, { id, then }] of this.waiting) {
      if (id !== message.id) continue;
      this.waiting.delete(view);
      then(message);
      return;
    }
  }
}
