/** At most one question on its way; of those that come meanwhile, the newest is asked next. */
import type { ViewName, Views } from "../../src/engine/report/views/views.js";
import type { Asked, TabDoors } from "../tab.js";

export class Asking<K extends ViewName> {
  private isBusy = false;
  private next: { readonly request: Views[K]["request"]; readonly since: number } | null = null;

  constructor(
    private readonly view: K,
    private readonly ask: TabDoors["ask"],
    /** `milliseconds`: since the question came up. */
    private readonly heard: (asked: Asked<K>, milliseconds: number) => void,
  ) {}

  want(request: Views[K]["request"]): void {
    this.next = { request, since: performance.now() };
    if (!this.isBusy) this.send();
  }

  /** The graph is another one: an answer about the old one may never come. */
  forget(): void {
    this.isBusy = false;
    this.next = null;
  }

  private send(): void {
    const { next } = this;
    if (next === null) return;
    this.next = null;
    this.isBusy = true;
    this.ask(this.view, next.request, (asked) => {
      this.isBusy = false;
      // Sent first: the engine computes while the page draws.
      this.send();
      this.heard(asked, performance.now() - next.since);
    });
  }
}
