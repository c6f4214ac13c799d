import assert from "node:assert/strict";
import type { Analysis, Engine } from "../../src/engine/engine.js";
import { type CheckResult, REPORT_SCHEMA, type Report } from "../../src/engine/report/report.js";
import type { FromWorker, ToWorker } from "../../src/engine/worker/protocol.js";
import { serve } from "../../src/engine/worker/server.js";
import { subject } from "./fake-worker.js";

const report: Report = {
  schema: REPORT_SCHEMA,
  language: "python",
  region: null,
  target: null,
  lenses: [],
  notes: [],
  variables: [],
  stdout: "",
  error: null,
  problems: [],
  work: { steps: 0, operations: 0 },
};
const checked: CheckResult = { rows: [], cancelled: false, problem: null };

/** Counts the runs; a text with "throw" throws; a check takes 10 steps of 10 ms. */
function served(load?: () => Promise<Engine>, isAwaited?: () => boolean) {
  let time = 0;
  let runs = 0;
  let returned = false;
  const givenUp = { id: 0 };
  /** The question given up while a text with "long" runs, which takes a second. */
  const givenUpIn = { run: 0 };
  let clock = (): number => 0;
  const said: FromWorker[] = [];
  /** Milliseconds spent on each preparation. */
  const prepared: number[] = [];
  const pauses: (() => void)[] = [];
  const engine: Engine = {
    carried: () => null,
    /** Two seconds of work, unless it is stopped. */
    prepare() {
      const began = time;
      while (clock() < began + 2000) time += 10;
      prepared.push(time - began);
    },
    analyze(asked): Analysis {
      runs++;
      if (asked.text.includes("long")) for (givenUp.id = givenUpIn.run; clock() < 1000; time += 10);
      if (asked.text.includes("throw")) throw new Error("a bug");
      return {
        report,
        inspect: () => null,
        explain: () => "# text",
        graph: () => ({ targetId: null, nodes: [], edges: [], omitted: 0 }),
        view: () => null,
        *check() {
          try {
            for (let done = 1; done <= 10; done++) {
              time += 10;
              yield { done, total: 10 };
            }
            return checked;
          } finally {
            returned = true;
          }
        },
      };
    },
  };
  const handle = serve({
    post: (message) => said.push(message),
    load: async (_wasm, told) => {
      clock = told;
      return load === undefined ? engine : load();
    },
    clock: () => time,
    givenUp: () => givenUp.id,
    pause: () => new Promise((resolve) => pauses.push(resolve)),
    ...(isAwaited === undefined ? {} : { isAwaited: () => isAwaited() }),
  });
  const send = async (...messages: ToWorker[]): Promise<void> => {
    for (const message of messages) handle(message);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const start: ToWorker = { kind: "start", language: "en", wasm: { runtime: new Uint8Array(), python: new Uint8Array(), kernels: null } };
  return { send, start, said, prepared, pauses, runs: () => runs, time: () => time, givenUpIn, returned: () => returned };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("worker server", () => {
  it("answers each kind of question once, also those asked before the engine is loaded", async () => {
    const { send, start, said } = served();
    await send(
      start,
      { kind: "ask", id: 1, question: { kind: "analyze", subject: subject("a") } },
      { kind: "ask", id: 2, question: { kind: "inspect", subject: subject("a"), offset: 3 } },
    );
    await send(
      { kind: "ask", id: 3, question: { kind: "explain", subject: subject("a") } },
      { kind: "ask", id: 4, question: { kind: "graph", subject: subject("a") } },
    );
    assert.deepEqual(
      said.map((message) => (message.kind === "ready" ? "ready" : `${message.kind} ${message.id}`)),
      ["ready", "answer 1", "answer 2", "answer 3", "answer 4"],
    );
  });

  it("runs a text once for many questions, and again only when something of the subject differs", async () => {
    const { send, start, runs } = served();
    const ask = (id: number, about = subject("a")): ToWorker => ({
      kind: "ask",
      id,
      question: { kind: "explain", subject: about },
    });
    await send(start, ask(1), ask(2), ask(3, subject("a", 2)));
    assert.equal(runs(), 1);
    await send(
      ask(4, { ...subject("a"), region: { start: 0, end: 3 } }),
      ask(5, { ...subject("a"), text: "L = 2" }),
      ask(6, subject("b")),
    );
    assert.equal(runs(), 4);
    await send(ask(7, { ...subject("a"), text: "L = 2" }), ask(8, subject("b")));
    assert.equal(runs(), 4);
  });

  it("forgets the oldest of many documents", async () => {
    const { send, start, runs } = served();
    await send(start);
    for (let id = 1; id <= 9; id++)
      await send({ kind: "ask", id, question: { kind: "explain", subject: subject(`d${id}`) } });
    await send({ kind: "ask", id: 10, question: { kind: "explain", subject: subject("d9") } });
    assert.equal(runs(), 9);
    await send({ kind: "ask", id: 11, question: { kind: "explain", subject: subject("d1") } });
    assert.equal(runs(), 10);
  });

  it("prepares for the next edit when nothing else is to be done, and stops when a message comes", async () => {
    let looks = 0;
    const { send, start, said, pauses, prepared } = served(undefined, () => looks++ > 50);
    const ask = (id: number): ToWorker => ({ kind: "ask", id, question: { kind: "analyze", subject: subject("a", id) } });
    await send(start, ask(1));
    assert.deepEqual([said.length, prepared], [2, []], "the answer first");
    pauses.shift()?.();
    await tick();
    assert.deepEqual(prepared, [500], "stopped at the 51st look");
  });

  it("prepares nothing where nobody can tell that a message waits", async () => {
    const { send, start, pauses, prepared } = served();
    await send(start, { kind: "ask", id: 1, question: { kind: "analyze", subject: subject("a") } });
    assert.deepEqual([pauses.length, prepared], [0, []]);
  });

  it("stops a run that nobody waits for any more, and does not keep what came of it", async () => {
    const { send, start, said, runs, time, givenUpIn } = served();
    const ask = (id: number): ToWorker => ({ kind: "ask", id, question: { kind: "analyze", subject: subject("a", 1, "long") } });
    givenUpIn.run = 1;
    await send(start, ask(1));
    await send({ kind: "cancel", id: 1 });
    assert.deepEqual(said.slice(1), [{ kind: "failure", id: 1, message: "cancelled" }]);
    assert.equal(time(), 0);
    await send(ask(2));
    assert.deepEqual([runs(), time(), said.at(-1)?.kind], [2, 1000, "answer"]);
  });

  it("turns an exception into a failure and goes on", async () => {
    const { send, start, said } = served();
    await send(
      start,
      { kind: "ask", id: 1, question: { kind: "analyze", subject: subject("a", 1, "throw") } },
      { kind: "ask", id: 2, question: { kind: "explain", subject: subject("a") } },
    );
    assert.deepEqual(said.slice(1), [
      { kind: "failure", id: 1, message: "a bug" },
      { kind: "answer", id: 2, answer: "# text" },
    ]);
  });

  it("fails each question where the engine cannot be loaded", async () => {
    const { send, start, said } = served(() => Promise.reject(new Error("bad wasm")));
    await send(start, { kind: "ask", id: 1, question: { kind: "explain", subject: subject("a") } });
    assert.deepEqual(said.at(-1), { kind: "failure", id: 1, message: "bad wasm" });
  });

  it("runs a check in slices, with progress, and answers other questions between them", async () => {
    const { send, start, said, pauses } = served();
    await send(start, { kind: "ask", id: 1, question: { kind: "check", subject: subject("a") } });
    assert.deepEqual(said.at(-1), { kind: "progress", id: 1, done: 3, total: 10 });
    await send({ kind: "ask", id: 2, question: { kind: "explain", subject: subject("b") } });
    assert.deepEqual(said.at(-1), { kind: "answer", id: 2, answer: "# text" });
    for (let turn = 0; turn < 5; turn++) {
      pauses.shift()?.();
      await tick();
    }
    assert.deepEqual(said.at(-1), { kind: "answer", id: 1, answer: checked });
  });

  it("hears a cancel between slices", async () => {
    const { send, start, said, pauses, returned } = served();
    const check = (id: number): ToWorker => ({
      kind: "ask",
      id,
      question: { kind: "check", subject: subject("a") },
    });
    await send(start, check(1), { kind: "cancel", id: 1 }, { kind: "cancel", id: 7 });
    assert.deepEqual(said.at(-1), {
      kind: "answer",
      id: 1,
      answer: { rows: [], cancelled: true, problem: null },
    });
    await send(check(2));
    await send({ kind: "cancel", id: 2 });
    pauses.shift()?.();
    await tick();
    assert.deepEqual(said.at(-1), {
      kind: "answer",
      id: 2,
      answer: { rows: [], cancelled: true, problem: null },
    });
    assert.equal(returned(), true);
  });
});
