/** Names of the commands, and what is handed to them from lenses, hovers and the panel. */
import type * as vscode from "vscode";

export const COMMANDS = {
  showForSelection: "gradientLens.showForSelection",
  clearSelection: "gradientLens.clearSelection",
  pin: "gradientLens.pin",
  unpin: "gradientLens.unpin",
  explain: "gradientLens.explain",
  explainText: "gradientLens.explainText",
  why: "gradientLens.why",
  fourWays: "gradientLens.fourWays",
  play: "gradientLens.play",
  overview: "gradientLens.overview",
  export: "gradientLens.export",
  writeBack: "gradientLens.writeBack",
  openGraph: "gradientLens.openGraph",
  runCheck: "gradientLens.runCheck",
  runToEnd: "gradientLens.runToEnd",
  toggle: "gradientLens.toggle",
  copyGradient: "gradientLens.copyGradient",
  showProblem: "gradientLens.showProblem",
  openSample: "gradientLens.openSample",
} as const;

/** A place in a document. Comes from links too, so it is checked before it is believed. */
export interface CommandPlace {
  readonly uri: string;
  readonly offset: number;
  readonly region?: string;
}

export function isPlace(value: unknown): value is CommandPlace {
  if (typeof value !== "object" || value === null) return false;
  const { uri, offset, region } = value as Partial<Record<keyof CommandPlace, unknown>>;
  return (
    typeof uri === "string" &&
    Number.isInteger(offset) &&
    (region === undefined || typeof region === "string")
  );
}

export const placeOf = (uri: vscode.Uri, region: string, offset: number): CommandPlace => ({
  uri: uri.toString(),
  offset,
  region,
});

/** What a click on a gradient does: it is explained. */
export const whyAt = (
  uri: vscode.Uri,
  region: string,
  offset: number,
): { command: string; arguments: unknown[] } => ({
  command: COMMANDS.why,
  arguments: [placeOf(uri, region, offset)],
});

/** `[Copy](command:…)`: the argument as VS Code reads it from a link. */
export const commandLink = (title: string, command: string, place: CommandPlace): string =>
  `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([place]))})`;
