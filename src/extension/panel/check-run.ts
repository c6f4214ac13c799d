/** The gradient check of one panel: at most one runs; its result is marked once the code has changed. */
import * as vscode from "vscode";
import type { CheckResult } from "../../engine/report/report.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import { checkRows } from "./check-rows.js";
import type { PanelCheck } from "./messages.js";

type AskCheck = (
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
) => Promise<Outcome<CheckResult>>;

/** Milliseconds between two messages about progress: more often than an eye can see is no use. */
const PROGRESS_PAUSE = 50;

export class CheckRun implements vscode.Disposable {
  private state: PanelCheck = { kind: "none" };
  private controller: AbortController | null = null;
  /** The code has changed while the check ran. */
  private changed = false;

  constructor(
    private readonly ask: AskCheck,
    private readonly say: (check: PanelCheck) => void,
    /** From 1, in the current text. */
    private readonly lineOf: (offset: number) => number,
  ) {}

  start(): void {
    if (this.controller === null) void this.run();
  }

  cancel(): void {
    this.controller?.abort();
  }

  textChanged(): void {
    this.changed = true;
    if (this.state.kind === "done" && !this.state.outdated) this.put({ ...this.state, outdated: true });
  }

  forget(): void {
    this.cancel();
    this.controller = null;
    this.put({ kind: "none" });
  }

  sayAgain(): void {
    this.say(this.state);
  }

  dispose(): void {
    this.cancel();
  }

  private async run(): Promise<void> {
    const controller = new AbortController();
    this.controller = controller;
    this.changed = false;
    this.put({ kind: "running", done: 0, total: 0 });
    let last = 0;
    const outcome = await this.ask(({ done, total }) => {
      const now = Date.now();
      if (this.controller !== controller || now - last < PROGRESS_PAUSE) return;
      last = now;
      this.put({ kind: "running", done, total });
    }, controller.signal);
    if (this.controller !== controller) return;
    this.controller = null;
    this.put({ kind: "done", ...this.result(outcome), outdated: this.changed });
  }

  private result(
    outcome: Outcome<CheckResult>,
  ): Pick<PanelCheck & { kind: "done" }, "rows" | "cancelled" | "problem"> {
    switch (outcome.kind) {
      case "answer": {
        const { cancelled, problem } = outcome.answer;
        return { rows: checkRows(outcome.answer, this.lineOf), cancelled, problem };
      }
      case "failed":
        return { rows: [], cancelled: false, problem: outcome.message };
      case "timedOut":
        return {
          rows: [],
          cancelled: false,
          problem: vscode.l10n.t("The check took longer than the time limit."),
        };
      case "superseded":
      case "cancelled":
        return { rows: [], cancelled: true, problem: null };
    }
  }

  private put(state: PanelCheck): void {
    this.state = state;
    this.say(state);
  }
}
