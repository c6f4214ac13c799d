/** What the page hears of a view it asked for. */
import * as vscode from "vscode";
import type { ViewAnswer } from "../../engine/report/views/views.js";
import type { Outcome } from "../worker/outcome.js";
import type { ToPanel } from "./messages.js";

/** Null: a newer question has taken its place. */
export function viewMessage(id: number, outcome: Outcome<ViewAnswer | null>): ToPanel | null {
  switch (outcome.kind) {
    case "answer":
      return { kind: "view", id, answer: outcome.answer, failure: null };
    case "failed":
      return { kind: "view", id, answer: null, failure: outcome.message };
    case "timedOut":
      return { kind: "view", id, answer: null, failure: vscode.l10n.t("It took longer than the time limit.") };
    case "superseded":
    case "cancelled":
      return null;
  }
}
