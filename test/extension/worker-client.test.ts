import assert from "node:assert/strict";
import type { Answers, FromWorker, Question } from "../../src/engine/worker/protocol.js";
import { WorkerClient } from "../../src/extension/worker/client.js";
import type { Outcome } from "../../src/extension/worker/outcome.js";
import { FakeClock, FakeWorker, type Reply, settled, subject } from "./fake-worker.js";

const explain = (document: string, version = 1): Question & { kind: "explain" } => ({
  kind: "explain",
  subject: subject(document, version),
});
const check = (document: string): Question & { kind: "check" } => ({
  kind: "check",
  subject: subject(document),
});

const answering: Reply = (message, worker) =>
  worker.say({
    kind: "answer",
    id: message.id,
    answer: `${message.question.subject.document}@${message.question.subject.version}`,
  });
const silent: Reply = () => {};

/** A client whose first worker is the first of `replies`, and so on; the last serves all later ones. */
function clientOf(...replies: Reply[]) {
  return clientWith({}, ...replies);
}

function clientWith(options: { readonly spareAfter?: number }, ...replies: Reply[]) {
  const clock = new FakeClock();
  const workers: FakeWorker[] = [];
  const client = new WorkerClient({
    spawn: () => {
      const worker = new FakeWorker(replies[Math.min(workers.length, replies.length - 1)] ?? silent);
      workers.push(worker);
      return worker;
    },
    language: "en",
    loadWasm: async () => ({ runtime: new Uint8Array(), python: new Uint8Array(), kernels: null }),
    clock,
    ...options,
  });
  return { client, clock, workers };
}

const answer = <T>(text: T): Outcome<T> => ({ kind: "answer", answer: text });

describe("worker client", () => {
  it("starts no worker before the first question", async () => {
    const { client, workers } = clientOf(answering);
    assert.equal(workers.length, 0);
    assert.deepEqual(await client.ask(explain("a")), answer("a@1"));
    assert.deepEqual(await client.ask(explain("b")), answer("b@1"));
    assert.equal(workers.length, 1);
  });

  it("settles a question that is never answered, and ends its worker", async () => {
    const { client, clock, workers } = clientOf(silent, answering);
    const question = client.ask(explain("a"));
    await clock.pass(60_000);
    assert.equal((await question).kind, "timedOut");
    assert.equal(workers[0]?.terminated, true);
    assert.deepEqual(await client.ask(explain("b")), answer("b@1"));
  });

  it("asks the other documents' questions of the new worker, and settles those about the same text", async () => {
    const { client, clock, workers } = clientOf(silent, answering);
    const hangs = client.ask(explain("a"));
    const same = client.ask({ kind: "graph", subject: subject("a") });
    const other = client.ask(explain("b"));
    await clock.pass(60_000);
    assert.equal((await hangs).kind, "timedOut");
    assert.equal((await same).kind, "timedOut");
    assert.deepEqual(await other, answer("b@1"));
    assert.deepEqual(
      workers[1]?.asked.map((question) => question.subject.document),
      ["b"],
    );
  });

  it("asks again once of a new worker when one dies, then fails", async () => {
    const dying: Reply = (_message, worker) => worker.die();
    const once = clientOf(dying, answering);
    assert.deepEqual(await once.client.ask(explain("a")), answer("a@1"));
    const always = clientOf(dying);
    const outcome = await always.client.ask(explain("a"));
    assert.equal(outcome.kind, "failed");
    assert.match(outcome.kind === "failed" ? outcome.message : "", /out of memory/);
    assert.equal(always.workers.length, 2);
  });

  it("loses nothing when the worker is killed at any moment", async () => {
    for (let moment = 0; moment < 8; moment++) {
      const { client } = clientOf(answering);
      const questions = [client.ask(explain("a")), client.ask(explain("b"))];
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      client.kill();
      assert.deepEqual(
        await Promise.all(questions),
        [answer("a@1"), answer("b@1")],
        `killed after ${moment} turns`,
      );
    }
  });

  it("settles everything when no worker can be started", async () => {
    const client = new WorkerClient({
      spawn: () => {
        throw new Error("no threads here");
      },
      language: "en",
      loadWasm: async () => ({ runtime: new Uint8Array(), python: new Uint8Array(), kernels: null }),
      clock: new FakeClock(),
    });
    const outcome = await client.ask(explain("a"));
    assert.match(outcome.kind === "failed" ? outcome.message : "", /no threads here/);
  });

  it("settles everything when the wasm files cannot be read", async () => {
    const client = new WorkerClient({
      spawn: () => new FakeWorker(answering),
      language: "en",
      loadWasm: () => Promise.reject(new Error("no such file")),
      clock: new FakeClock(),
    });
    const outcome = await client.ask(explain("a"));
    assert.match(outcome.kind === "failed" ? outcome.message : "", /no such file/);
  });

  it("drops answers to questions that are settled, unknown or of a worker that was ended", async () => {
    const { client, clock, workers } = clientOf(silent, answering);
    const hangs = client.ask(explain("a"));
    await clock.pass(60_000);
    const late: FromWorker = { kind: "answer", id: 1, answer: "late" };
    workers[0]?.say(late);
    workers[0]?.die();
    assert.equal((await hangs).kind, "timedOut");
    assert.deepEqual(await client.ask(explain("b")), answer("b@1"));
    workers[1]?.say({ kind: "answer", id: 99, answer: "unknown" });
    assert.equal(workers.length, 2);
  });

  it("keeps only the newest of queued questions of one slot", async () => {
    const asks: { worker: FakeWorker; id: number }[] = [];
    const { client, workers } = clientOf((message, worker) => asks.push({ worker, id: message.id }));
    const outcomes = [1, 2, 3, 4].map((version) =>
      client.ask({ kind: "explain", subject: subject("a", version) }, { slot: "a" }),
    );
    await settled();
    // All but the last were dropped while the worker started.
    assert.deepEqual(
      workers[0]?.asked.map((question) => question.subject.version),
      [4],
    );
    const later = [5, 6].map((version) =>
      client.ask({ kind: "explain", subject: subject("a", version) }, { slot: "a" }),
    );
    for (const { worker, id } of asks.splice(0)) worker.say({ kind: "answer", id, answer: "first" });
    await settled();
    for (const { worker, id } of asks.splice(0)) worker.say({ kind: "answer", id, answer: "second" });
    const kinds = (await Promise.all([...outcomes, ...later])).map((outcome) => outcome.kind);
    assert.deepEqual(kinds, ["superseded", "superseded", "superseded", "answer", "superseded", "answer"]);
    assert.deepEqual(
      workers[0]?.asked.map((question) => question.subject.version),
      [4, 6],
    );
  });

  it("has one question at a time with the worker, and a check beside it", async () => {
    const { client, workers } = clientOf(silent);
    void client.ask(explain("a"));
    void client.ask(explain("b"));
    void client.ask(check("c"));
    await settled();
    assert.deepEqual(
      workers[0]?.asked.map((question) => question.kind),
      ["check", "explain"],
    );
  });

  it("lets a check run as long as it reports progress", async () => {
    let id = 0;
    const { client, clock, workers } = clientOf((message) => {
      id = message.id;
    });
    const seen: number[] = [];
    const outcome = client.ask(check("a"), { onProgress: ({ done }) => seen.push(done) });
    for (let done = 1; done <= 10; done++) {
      await clock.pass(3000);
      workers[0]?.say({ kind: "progress", id, done, total: 10 });
    }
    const result: Answers["check"] = { rows: [], cancelled: false, problem: null };
    workers[0]?.say({ kind: "answer", id, answer: result });
    assert.deepEqual(await outcome, answer(result));
    assert.equal(seen.length, 10);
  });

  it("blames the check first where a question hangs beside one, then the question", async () => {
    const { client, clock } = clientOf(silent);
    const beside = client.ask(check("a"));
    const question = client.ask(explain("b"));
    await clock.pass(5001);
    assert.equal((await beside).kind, "timedOut");
    await clock.pass(60_000);
    assert.equal((await question).kind, "timedOut");
  });

  it("cancels queued questions at once and tells the worker about sent ones", async () => {
    const { client, workers } = clientOf(silent);
    const abort = new AbortController();
    const sent = client.ask(explain("a"), { signal: abort.signal });
    const queued = client.ask(explain("b"), { signal: abort.signal });
    await settled();
    abort.abort();
    assert.deepEqual([(await sent).kind, (await queued).kind], ["cancelled", "cancelled"]);
    assert.deepEqual(workers[0]?.heard.at(-1), { kind: "cancel", id: 1 });
    assert.equal((await client.ask(explain("c"), { signal: abort.signal })).kind, "cancelled");
  });

  it("gives up a run over a newer text and over its signal, and no other question", async () => {
    const { client, workers } = clientOf(silent);
    const analyze = (version: number, signal?: AbortSignal) =>
      client.ask({ kind: "analyze", subject: subject("a", version) }, { slot: "a", signal });
    const first = analyze(1);
    await settled();
    const again = analyze(1);
    assert.deepEqual(workers[0]?.givenUp, []);
    const abort = new AbortController();
    const second = analyze(2, abort.signal);
    assert.deepEqual([(await first).kind, (await again).kind], ["superseded", "superseded"]);
    assert.deepEqual(workers[0]?.givenUp, [1]);
    workers[0]?.say({ kind: "failure", id: 1, message: "cancelled" });
    abort.abort();
    assert.equal((await second).kind, "cancelled");
    assert.deepEqual(workers[0]?.givenUp, [1, 3]);
    workers[0]?.say({ kind: "failure", id: 3, message: "cancelled" });
    const hover = new AbortController();
    void client.ask({ kind: "inspect", subject: subject("a"), offset: 0 }, { signal: hover.signal });
    await settled();
    hover.abort();
    assert.deepEqual(workers[0]?.givenUp, [1, 3]);
    assert.equal(workers[0]?.terminated, false);
  });

  it("has a worker that stands by after the first answer, and goes on with it at once", async () => {
    const hangsOnB: Reply = (message, worker) =>
      message.question.subject.document === "b" ? undefined : answering(message, worker);
    const { client, clock, workers } = clientWith({ spareAfter: 2000 }, hangsOnB, answering);
    assert.deepEqual(await client.ask(explain("a")), answer("a@1"));
    assert.equal(workers.length, 1);
    await clock.pass(2000);
    assert.deepEqual(workers[1]?.heard.map(({ kind }) => kind), ["start"]);
    const hangs = client.ask(explain("b"));
    await settled();
    const waits = client.ask(explain("c"));
    await clock.pass(60_000);
    assert.equal((await hangs).kind, "timedOut");
    assert.deepEqual(await waits, answer("c@1"));
    assert.deepEqual([workers[0]?.terminated, workers[1]?.asked.length], [true, 1]);
    // Its place is taken again; one that dies while it stands by is nobody's loss.
    assert.equal(workers.length, 3);
    workers[2]?.die();
    assert.deepEqual(await client.ask(explain("d")), answer("d@1"));
    await clock.pass(2000);
    assert.equal(workers.length, 4);
    client.dispose();
    assert.deepEqual([workers[1]?.terminated, workers[3]?.terminated], [true, true]);
  });

  it("ends the worker over a question that may be stopped, and asks the others again", async () => {
    const { client, workers } = clientOf(silent, answering);
    const abort = new AbortController();
    const long = client.ask(explain("long"), { signal: abort.signal, stoppable: true });
    const other = client.ask(explain("other"));
    await settled();
    abort.abort();
    assert.equal((await long).kind, "cancelled");
    assert.equal(workers[0]?.terminated, true);
    assert.deepEqual(await other, answer("other@1"));
  });

  it("settles everything when it is disposed", async () => {
    const { client, workers } = clientOf(silent);
    const questions = [client.ask(explain("a")), client.ask(explain("b"))];
    await settled();
    client.dispose();
    assert.deepEqual(
      (await Promise.all(questions)).map((outcome) => outcome.kind),
      ["cancelled", "cancelled"],
    );
    assert.equal(workers[0]?.terminated, true);
    assert.equal((await client.ask(explain("c"))).kind, "cancelled");
  });
});
