/** What the command line was asked to do. */
import { DOCUMENT_FORMATS, type DocumentFormat } from "../engine/report/views/document.js";
import { cliMessages as say } from "./messages.js";

export interface Options {
  readonly command: "eval" | "explain" | "check";
  readonly files: readonly string[];
  readonly json: boolean;
  /** Of `explain`. */
  readonly format: "md" | DocumentFormat;
  /** Lines from 1, both included. */
  readonly lines: { readonly first: number; readonly last: number } | null;
  readonly milliseconds: number;
  readonly limit: number;
}

export class UsageError extends Error {}

export function readOptions(words: readonly string[]): Options {
  const [command, ...rest] = words;
  if (command !== "eval" && command !== "explain" && command !== "check") throw new UsageError(command ? say.unknownCommand(command) : say.usage);
  const files: string[] = [];
  let json = false;
  let format: Options["format"] = "md";
  let lines: Options["lines"] = null;
  let milliseconds = 60_000;
  let limit = 4096;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    const value = (): string => rest[++i] ?? "";
    if (word === "--json") json = true;
    else if (word === "--format") format = formatNamed(value());
    else if (word === "--lines") lines = lineRange(value());
    else if (word === "--budget") milliseconds = positive("--budget", value()) * 1000;
    else if (word === "--limit") limit = positive("--limit", value());
    else if (word === "--") {
      files.push(...rest.slice(i + 1));
      break;
    }
    else if (word.startsWith("--")) throw new UsageError(say.unknownOption(word));
    else files.push(word);
  }
  if (!files.length) throw new UsageError(say.noFiles);
  return { command, files, json, format, lines, milliseconds, limit };
}

function formatNamed(text: string): Options["format"] {
  const known = (["md", ...DOCUMENT_FORMATS] as const).find((format) => format === text);
  if (known === undefined) throw new UsageError(say.badOption("--format", text));
  return known;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!text || !(value > 0)) throw new UsageError(say.badOption(option, text));
  return value;
}

function lineRange(text: string): NonNullable<Options["lines"]> {
  const match = /^(\d+):(\d+)$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || first < 1 || last < first) throw new UsageError(say.badOption("--lines", text));
  return { first, last };
}
