/** Which sentences of a table no source reads. */
import type { Table } from "./tables.js";

/** `sources`: path and text. Entries of tables within the table are read through their first key. */
export function unsaid({ file, name, value }: Table, sources: readonly (readonly [string, string])[]): string[] {
  const readers = sources.flatMap(([path, text]) => {
    if (path === file) return [];
    const imported = new RegExp(`import \\{[^}]*\\b${name}(?: as (\\w+))?[^}]*\\}`).exec(text);
    return imported ? [{ text, alias: imported[1] ?? name }] : [];
  });
  return Object.keys(value)
    .filter((key) => !readers.some(({ text, alias }) => reads(text, alias, key)))
    .map((key) => `${name}.${key}`);
}

/** By name, or by a text of that name where the table is read by keys. */
const reads = (text: string, alias: string, key: string): boolean =>
  new RegExp(`\\b${alias}\\.${key}\\b`).test(text) || (new RegExp(`\\b${alias}\\[`).test(text) && new RegExp(`["'\`]${key}["'\`]`).test(text));
