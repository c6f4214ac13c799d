/** Asks for layouts, one at a time: a new question takes the place of the one before. */
import type { Placing, Plan } from "./plan.js";
import type { Answered, Asked } from "./worker.js";

/** A layout that is not wanted any more and takes longer than this, in milliseconds, is stopped: another would wait for it. */
const TOO_LONG = 400;

export class Layouter {
  private worker: Promise<Worker | null> | null = null;
  private count = 0;
  private waiting: { readonly id: number; readonly since: number; readonly done: (answer: Answered | null) => void } | null = null;

  /** `script`: the page's own script element, which says where the worker's is. */
  constructor(private readonly script: HTMLScriptElement | null) {
    // It is needed soon, and takes a while.
    if (script !== null) this.worker = this.start();
  }

  /** null: overtaken by a later question. Fails where the layout fails. */
  async layOut(plan: Plan): Promise<Placing | null> {
    const id = ++this.count;
    const before = this.waiting;
    this.waiting = null;
    before?.done(null);
    if (before !== null && performance.now() - before.since > TOO_LONG) await this.restart();
    const worker = await (this.worker ??= this.start());
    if (id !== this.count) return null;
    const answer = await new Promise<Answered | null>((done) => {
      this.waiting = { id, since: performance.now(), done };
      if (worker === null) void layOutHere(id, plan).then((here) => this.hear(here));
      else worker.postMessage({ id, plan } satisfies Asked);
    });
    if (answer === null) return null;
    if (answer.failure !== null) throw new Error(answer.failure);
    return answer.placing;
  }

  private hear(answer: Answered): void {
    if (this.waiting?.id !== answer.id) return;
    const { done } = this.waiting;
    this.waiting = null;
    done(answer);
  }

  private async restart(): Promise<void> {
    const worker = await this.worker;
    worker?.terminate();
    if (worker) this.worker = null;
  }

  /** null: the page has to compute by itself. */
  private async start(): Promise<Worker | null> {
    const url = this.script?.dataset.layout;
    if (url === undefined) throw new Error("no layout script");
    try {
      // A webview is of another origin than its files, and workers must be of the same.
      const source = await (await fetch(url)).blob();
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      worker.onmessage = ({ data }: MessageEvent<Answered>) => this.hear(data);
      worker.onerror = ({ message }) => {
        const id = this.waiting?.id;
        if (id !== undefined) this.hear({ id, placing: null, failure: message });
      };
      return worker;
    } catch {
      await load(url, this.script?.nonce ?? "");
      return null;
    }
  }
}

const load = (url: string, nonce: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.nonce = nonce;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(script);
  });

async function layOutHere(id: number, plan: Plan): Promise<Answered> {
  try {
    if (globalThis.layOutHere === undefined) throw new Error("no layout");
    return { id, placing: await globalThis.layOutHere(plan), failure: null };
  } catch (error) {
    return { id, placing: null, failure: String(error) };
  }
}
