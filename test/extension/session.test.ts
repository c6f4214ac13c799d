import assert from "node:assert/strict";
import { type ArrayView, type Problem, REPORT_SCHEMA, type Report } from "../../src/engine/report/report.js";
import type { Subject } from "../../src/engine/worker/protocol.js";
import { pinStore } from "../../src/extension/session/pins.js";
import { Session, type SessionSettings } from "../../src/extension/session/session.js";
import type { Outcome } from "../../src/extension/worker/outcome.js";
import { FakeClock, settled } from "./fake-worker.js";

const scalar = (value: number): ArrayView => ({
  dtype: "float",
  shape: [],
  values: [value],
  whole: true,
  sum: value,
  absoluteSum: Math.abs(value),
  norm: Math.abs(value),
});

/** Lenses for each `name = number` of the text; the last is the target. "!" in the text is a syntax error, and all after it is lost. */
function reportOn(subject: Subject): Report {
  const broken = subject.text.indexOf("!");
  const read = broken < 0 ? subject.text : subject.text.slice(0, broken);
  const lenses = [...read.matchAll(/^(\w+) = (\d+)/gm)].map((match) => ({
    name: match[1] ?? "",
    span: { start: match.index, end: match.index + (match[1] ?? "").length },
    value: scalar(Number(match[2])),
    gradient: { kind: "value", view: scalar(1), zeroBecause: null } as const,
    madeUp: false,
    framework: null,
  }));
  const last = lenses.at(-1);
  const problems: Problem[] =
    broken < 0
      ? []
      : [
          {
            code: "syntax",
            severity: "error",
            message: "invalid syntax",
            span: { start: broken, end: broken + 1 },
          },
        ];
  return {
    schema: REPORT_SCHEMA,
    language: "python",
    region: subject.region,
    lenses,
    notes: [],
    variables: [],
    stdout: "",
    error: null,
    problems,
    target:
      last === undefined
        ? null
        : {
            name: last.name,
            span: last.span,
            value: last.value,
            symbol: last.name,
            upstream: null,
            isBackward: false,
            madeUp: false,
          },
    work: { steps: 0, operations: 0 },
  };
}

const TEXT = "a = 2\nw = 3\n# gradient-lens\nL = 1\n";

function opened(text = TEXT, storage = new Map<string, unknown>()) {
  const clock = new FakeClock();
  const asked: { subject: Subject; signal: AbortSignal; answer: (outcome: Outcome<Report>) => void }[] = [];
  let settings: SessionSettings = { enabled: true, delay: 150, timeLimit: 2000, automatic: "backward" };
  let version = 1;
  let changes = 0;
  const session = new Session(
    { key: "file:///a.py", languageId: "python", fileName: "a.py", version: () => version, text: () => text },
    {
      settings: () => settings,
      analyze: (subject, _slot, { signal }) => new Promise((answer) => asked.push({ subject, signal, answer })),
      clock,
      pins: pinStore({
        get: (key) => storage.get(key),
        update: async (key, value) => void storage.set(key, value),
      }),
      changed: () => changes++,
      words: {
        fileTooLarge: () => "too large",
        timedOut: (ms) => `timed out after ${ms}`,
        failed: (reason) => reason,
      },
    },
  );
  session.start();
  return {
    session,
    asked,
    clock,
    storage,
    changes: () => changes,
    text: () => text,
    set: (change: Partial<SessionSettings>) => {
      settings = { ...settings, ...change };
      session.settingsChanged();
    },
    type: (start: number, end: number, inserted: string) => {
      text = text.slice(0, start) + inserted + text.slice(end);
      version++;
      session.edited([{ start, end, length: inserted.length, text: inserted }]);
    },
    reply: async () => {
      for (const { subject, answer } of asked.splice(0))
        answer({ kind: "answer", answer: reportOn(subject) });
      await settled();
    },
    shown: () =>
      session.current.map((state) =>
        state.lenses
          .map(
            ({ entry, span, held }) =>
              `${entry.name}=${entry.value.values[0]}@${span.start}${state.stale || held ? "…" : ""}`,
          )
          .join(" "),
      ),
  };
}

describe("session", () => {
  it("asks at once about a document with a region of its own", async () => {
    const { reply, shown } = opened();
    await reply();
    assert.deepEqual(shown(), ["a=2@0 w=3@6 L=1@28"]);
  });

  it("stops the run of a text with the first key after it", async () => {
    const { asked, clock, type } = opened();
    const before = asked[0]?.signal;
    assert.equal(before?.aborted, false);
    type(5, 5, "0");
    assert.equal(before?.aborted, true);
    await clock.pass(150);
    assert.equal(asked[1]?.signal.aborted, false);
  });

  it("tells of a key twice: when the old values are dimmed, and when the new ones are there", async () => {
    const { changes, clock, reply, type } = opened();
    await reply();
    const before = changes();
    type(5, 5, "0");
    await clock.pass(150);
    assert.equal(changes() - before, 1);
    await reply();
    assert.equal(changes() - before, 2);
  });

  it("runs to the end with another time limit, which lasts until the text changes", async () => {
    const { asked, clock, reply, session, type } = opened();
    await reply();
    let isDone = false;
    const run = session.runToEnd(60_000, new AbortController().signal, () => {}).then(() => (isDone = true));
    assert.deepEqual([asked.map(({ subject }) => subject.limits.milliseconds), isDone], [[60_000], false]);
    await reply();
    await run;
    assert.equal(session.subject(session.current[0]?.region.id ?? "")?.limits.milliseconds, 60_000);
    type(4, 5, "5");
    await clock.pass(150);
    assert.deepEqual(asked.map(({ subject }) => subject.limits.milliseconds), [2000]);
  });

  it("goes back to the usual limit when a long run is cancelled", async () => {
    const { asked, reply, session } = opened();
    await reply();
    const abort = new AbortController();
    const run = session.runToEnd(60_000, abort.signal, () => {});
    abort.abort();
    asked.splice(0)[0]?.answer({ kind: "cancelled" });
    await settled();
    assert.deepEqual(asked.map(({ subject }) => subject.limits.milliseconds), [2000]);
    await reply();
    await run;
  });

  it("asks nothing about a document without a region, and nothing when switched off", () => {
    assert.equal(opened("a = 2\n").asked.length, 0);
    const off = opened();
    off.asked.splice(0);
    off.set({ enabled: false });
    assert.equal(off.asked.length, 0);
    assert.deepEqual(off.shown(), []);
    off.set({ enabled: true });
    assert.equal(off.asked.length, 1);
  });

  it("waits for the last of many changes, and keeps the old values in place meanwhile", async () => {
    const { asked, clock, reply, shown, type } = opened();
    await reply();
    type(0, 0, "xy = 7\n");
    assert.deepEqual(shown(), ["a=2@7… w=3@13… L=1@35…"]);
    await clock.pass(100);
    type(5, 6, "");
    await clock.pass(149);
    assert.deepEqual(shown(), ["a=2@6… w=3@12… L=1@34…"]);
    await clock.pass(1);
    assert.equal(asked.length, 2, "one for each rest of the keys");
    assert.equal(asked[0]?.signal.aborted, true);
    assert.deepEqual(shown(), ["a=2@6… w=3@12… L=1@34…"]);
    await reply();
    assert.deepEqual(shown(), ["a=2@6 w=3@12 L=1@34"]);
  });

  it("asks as soon as the keys rest, and shows the answer when the delay is over", async () => {
    const { asked, changes, clock, reply, shown, type } = opened();
    await reply();
    const before = changes();
    for (const digit of ["1", "2", "3"]) {
      type(5, 5, digit);
      await clock.pass(20);
    }
    assert.equal(asked.length, 0, "the keys come too fast");
    await clock.pass(5);
    assert.equal(asked[0]?.subject.text.slice(0, 8), "a = 2321");
    await reply();
    await clock.pass(124);
    assert.deepEqual([changes() - before, shown()], [3, ["a=2@0… w=3@9… L=1@31…"]]);
    await clock.pass(1);
    assert.deepEqual([asked.length, changes() - before, shown()], [0, 4, ["a=2321@0 w=3@9 L=1@31"]]);
  });

  it("after a long run asks only when the delay is over; after a short one early again", async () => {
    const { asked, clock, reply, type } = opened();
    await reply();
    const questions = async (takes: number): Promise<number> => {
      type(5, 5, "1");
      await clock.pass(149);
      const early = asked.length;
      await clock.pass(takes);
      await reply();
      return early;
    };
    assert.deepEqual([await questions(500), await questions(1), await questions(1)], [1, 0, 1]);
  });

  it("after a run that hung or failed asks only when the delay is over, and after one that was given up as before", async () => {
    const ends: readonly [Outcome<Report>, number][] = [
      [{ kind: "timedOut", milliseconds: 3000 }, 0],
      [{ kind: "failed", message: "died twice" }, 0],
      [{ kind: "superseded" }, 1],
      [{ kind: "cancelled" }, 1],
    ];
    for (const [end, early] of ends) {
      const { asked, clock, reply, type } = opened();
      await reply();
      type(5, 5, "1");
      await clock.pass(150);
      await clock.pass(3000);
      for (const { answer } of asked.splice(0)) answer(end);
      await settled();
      type(5, 5, "1");
      await clock.pass(149);
      assert.equal(asked.length, early, end.kind);
    }
  });

  it("asks with the files that are there when the delay begins anew", async () => {
    const { asked, clock, reply, session, shown, type } = opened();
    await reply();
    type(5, 5, "1");
    await clock.pass(25);
    assert.equal(asked.length, 1);
    session.neighbourChanged();
    assert.equal(asked[0]?.signal.aborted, true);
    await clock.pass(149);
    assert.equal(asked.length, 1, "a change elsewhere waits for the whole delay");
    await clock.pass(1);
    assert.equal(asked.length, 2);
    await reply();
    assert.deepEqual(shown(), ["a=21@0 w=3@7 L=1@29"]);
  });

  it("keeps a lens whose line is replaced by one that begins alike", async () => {
    const { reply, shown, type } = opened();
    await reply();
    type(6, 11, "w = 35");
    assert.deepEqual(shown(), ["a=2@0… w=3@6… L=1@29…"]);
  });

  it("drops an answer about an older text", async () => {
    const { asked, clock, reply, shown, type } = opened();
    await reply();
    type(4, 5, "8");
    await clock.pass(150);
    const older = asked.splice(0);
    type(4, 5, "9");
    for (const { subject, answer } of older) answer({ kind: "answer", answer: reportOn(subject) });
    await settled();
    assert.deepEqual(shown(), ["a=2@0… w=3@6… L=1@28…"]);
    await clock.pass(150);
    await reply();
    assert.deepEqual(shown(), ["a=9@0 w=3@6 L=1@28"]);
  });

  it("holds lenses in place while the text is broken, and lets them go when it is whole", async () => {
    const { clock, reply, shown, type } = opened();
    await reply();
    type(10, 11, "!");
    await clock.pass(150);
    await reply();
    assert.deepEqual(shown(), ["a=2@0… w=3@6… L=1@28…"]);
    type(6, 12, "");
    await clock.pass(150);
    await reply();
    assert.deepEqual(shown(), ["a=2@0 L=1@22"]);
  });

  it("keeps old values when the worker gives none, and says why", async () => {
    const { asked, clock, reply, session, shown, type } = opened();
    await reply();
    type(4, 5, "8");
    await clock.pass(150);
    for (const { answer } of asked.splice(0)) answer({ kind: "timedOut", milliseconds: 3000 });
    await settled();
    assert.deepEqual(shown(), ["a=2@0… w=3@6… L=1@28…"]);
    assert.deepEqual(
      session.current[0]?.problems.map(({ entry }) => `${entry.code}: ${entry.message}`),
      ["time-limit: timed out after 3000"],
    );
    assert.equal(session.current[0]?.waitingSince, null);
  });

  it("asks again after the worker has failed, when the document is looked at again", async () => {
    const { asked, session, reply, shown } = opened();
    for (const { answer } of asked.splice(0)) answer({ kind: "failed", message: "no threads" });
    await settled();
    session.revisited();
    await reply();
    assert.deepEqual(shown(), ["a=2@0 w=3@6 L=1@28"]);
    session.revisited();
    assert.equal(asked.length, 0);
  });

  it("does not send a text that is too large, and says so", () => {
    const { asked, session } = opened(`# gradient-lens\n${"x = 1\n".repeat(200_000)}`);
    assert.equal(asked.length, 0);
    assert.equal(session.current[0]?.problems[0]?.entry.code, "file-too-large");
  });

  it("puts a selection before pins and pins before what the text has by itself", async () => {
    const { asked, session, reply } = opened();
    await reply();
    session.pin({ start: 6, end: 11 });
    assert.deepEqual(
      session.current.map(({ region }) => region.kind),
      ["pin"],
    );
    session.select({ start: 0, end: 5 });
    assert.deepEqual(
      session.current.map(({ region }) => region.kind),
      ["selection", "pin"],
    );
    assert.deepEqual(asked.at(-2)?.subject.region, { start: 0, end: 5 });
    session.select(null);
    session.unpin(session.current[0]?.region.id ?? "");
    assert.deepEqual(
      session.current.map(({ region }) => region.kind),
      ["automatic"],
    );
  });

  it("moves pins with the text, and lets what is typed at their end belong to them", () => {
    const { session, type } = opened();
    session.pin({ start: 6, end: 11 });
    type(0, 0, "zz = 1\n");
    assert.deepEqual(session.current[0]?.region.span, { start: 13, end: 18 });
    type(18, 18, "5");
    assert.deepEqual(session.current[0]?.region.span, { start: 13, end: 19 });
    type(13, 13, "\n");
    assert.deepEqual(session.current[0]?.region.span, { start: 14, end: 20 });
  });

  it("brings a pin back when its deletion is undone, and finds it when all of the text is replaced", async () => {
    const { clock, session, type, text } = opened();
    session.pin({ start: 6, end: 11 });
    type(0, 12, "");
    assert.deepEqual(
      session.current.filter(({ region }) => region.kind === "pin"),
      [],
    );
    type(0, 0, "a = 2\nw = 3\n");
    assert.equal(text(), TEXT);
    await clock.pass(150);
    assert.deepEqual(session.current[0]?.region.span, { start: 6, end: 11 });
    type(0, TEXT.length, `# new\n${TEXT.replace("L = 1", "L = 2")}#`);
    assert.deepEqual(session.current[0]?.region.span, { start: 12, end: 17 });
  });

  it("finds pins again in a document that was changed while it was closed", () => {
    const first = opened();
    first.session.pin({ start: 6, end: 11 });
    first.session.dispose();
    const same = opened(TEXT, first.storage);
    assert.deepEqual(same.session.current[0]?.region.span, { start: 6, end: 11 });
    const changed = opened(`import torch\n\n${TEXT}`, first.storage);
    assert.deepEqual(changed.session.current[0]?.region.span, { start: 20, end: 25 });
    changed.session.dispose();
    const gone = opened("b = 1\n", first.storage);
    assert.deepEqual(gone.session.current, []);
    gone.session.pin({ start: 0, end: 5 });
    gone.session.dispose();
    assert.deepEqual(opened(TEXT, first.storage).session.current[0]?.region.span, { start: 6, end: 11 });
  });

  it("reads storage of another shape as no pins", () => {
    const storage = new Map<string, unknown>([
      ["gradientLens.pins", { "file:///a.py": [{ start: "x" }, null, 3] }],
    ]);
    assert.equal(opened("b = 1\n", storage).session.current.length, 0);
    assert.equal(opened("b = 1\n", new Map([["gradientLens.pins", "text"]])).session.current.length, 0);
  });

  it("carries a span of an older version into the current text", () => {
    const { session, type } = opened();
    type(0, 0, "12345");
    type(20, 20, "x");
    assert.deepEqual(session.carry(1, { start: 6, end: 7 }), { start: 11, end: 12 });
    assert.deepEqual(session.carry(2, { start: 11, end: 12 }), { start: 11, end: 12 });
    type(5, 15, "");
    assert.equal(session.carry(1, { start: 6, end: 7 }), null);
  });
});
