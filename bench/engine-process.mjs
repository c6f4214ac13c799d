/**
 * One engine in a process of its own, as people have it: heap, compiled code and caches are nobody else's. Asked by
 * `run.mjs`: to define a work, which gives its gradients (null: it has no such work), and to time the one defined last.
 */
import process from "node:process";
import { BLOCK, CHAIN, works } from "./works.mjs";

/** In the order of the parameters; of one without axes a number. @typedef {readonly (ArrayLike<number> | number)[]} Gradients */
/** @typedef {() => Gradients | Promise<Gradients>} Run */
/** @typedef {{ prepare: (work: import("./works.mjs").Work, sizes: { chain: number, block: typeof BLOCK }) => Run | null }} Engine */
/** @typedef {{ kind: "define", work: string } | { kind: "time" }} Question */

/** @type {Readonly<Record<string, () => Promise<Engine>>>} */
export const ENGINES = {
  lens: async () => (await import("./lens-engine.mjs")).lensEngine(),
  tape: async () => {
    const { tape } = await import("./tape.mjs");
    return { prepare: (work) => tape(work, CHAIN) };
  },
  "tfjs-cpu": async () => (await import("./peers/tfjs.mjs")).tfjs("cpu"),
  "tfjs-wasm": async () => (await import("./peers/tfjs.mjs")).tfjs("wasm"),
  "jax-js": async () => (await import("./peers/jax-js.mjs")).jaxJs(),
};

/** Milliseconds: as many runs as a compiler needs to warm to it, and then a sample. Neither the clock nor a processor that wakes up must be what is measured. */
const WARM = 3000;
const SAMPLE = 200;

/** Milliseconds of one run. @param {Run} run @param {number} least */
async function time(run, least) {
  let repeats = 0;
  const started = performance.now();
  do {
    const gradients = run();
    // Waiting takes as long as the smallest work itself.
    if (gradients instanceof Promise) await gradients;
    repeats++;
  } while (performance.now() - started < least);
  return (performance.now() - started) / repeats;
}

async function answerQuestions() {
  const engine = await ENGINES[process.argv[2] ?? ""]?.();
  /** @type {Run | null} */
  let run = null;
  process.on("message", async (/** @type {Question} */ question) => {
    if (question.kind === "define") {
      const work = works.find(({ name }) => name === question.work);
      run = (work && engine?.prepare(work, { chain: CHAIN, block: BLOCK })) ?? null;
      if (run) await time(run, WARM);
      process.send?.({ gradients: run && (await run()) });
    } else process.send?.({ milliseconds: run && (await time(run, SAMPLE)) });
  });
  process.send?.({ ready: true });
}

if (process.send) await answerQuestions();
