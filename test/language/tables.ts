/** Every table of sentences of the engine, found in its sources, and what can be read from one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setLanguage } from "../../src/engine/text/language.js";

export const ROOT = join(import.meta.dirname, "..", "..");

export const sourcesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();

export const readSource = (path: string): string => readFileSync(join(ROOT, path), "utf8");

export interface Table {
  readonly file: string;
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const DEFINED = /export const (\w+) = messages\(/g;

/** Rejects where a file of sentences is not called messages.ts: the bundle finds them by that name. */
export async function tables(): Promise<Table[]> {
  const found: Table[] = [];
  for (const file of sourcesUnder("src/engine")) {
    const names = [...readSource(file).matchAll(DEFINED)].map(([, name]) => name!);
    if (names.length === 0) continue;
    if (!file.endsWith("/messages.ts")) throw new Error(`${file} holds sentences; they belong into a messages.ts`);
    const room = file.slice("src/engine".length, -"messages.ts".length);
    const module: Record<string, Table["value"]> =
      room === "/"
        ? await import("../../src/engine/messages.js")
        : await import(`../../src/engine/${room.slice(1, -1)}/messages.ts`);
    for (const name of names) found.push({ file, name, value: module[name]! });
  }
  return found;
}

/** One sentence in one language: what takes no part in it, and in which order its parts stand. */
export interface Reading {
  readonly text: string;
  readonly parts: readonly string[];
}

/** Reads as ⟦i⟧, as a list too. */
const mark = (i: number): unknown => Object.assign(Object(`⟦${i}⟧`), { join: () => `⟦${i}⟧`, map: () => mark(i) });

const MARK = /⟦(\d+)⟧/g;

/** The entries of a table, tables within it included, each in both languages. `parts` stand as ⟦0⟧, ⟦1⟧ … */
export function readings(value: Readonly<Record<string, unknown>>): Map<string, { en: Reading; zh: Reading }> {
  const english = flat(value, "en");
  const chinese = flat(value, "zh-cn");
  return new Map([...english].map(([key, en]) => [key, { en, zh: chinese.get(key)! }]));
}

function flat(value: Readonly<Record<string, unknown>>, tag: string): Map<string, Reading> {
  setLanguage(tag);
  const found = new Map<string, Reading>();
  const enter = (key: string, entry: unknown): void => {
    if (typeof entry === "string") found.set(key, { text: entry, parts: [] });
    else if (typeof entry === "function") {
      // `as`: sentences are functions of texts, numbers and lists of texts; a mark stands for each of them.
      const text = String((entry as (...values: unknown[]) => string)(...Array.from({ length: entry.length }, (_, i) => mark(i))));
      found.set(key, { text, parts: [...text.matchAll(MARK)].map(([, at]) => at!).sort() });
    } else if (entry !== null && typeof entry === "object") for (const [name, inner] of Object.entries(entry)) enter(`${key}.${name}`, inner);
  };
  for (const key of Object.keys(value)) enter(key, value[key]);
  setLanguage("en");
  return found;
}
