/** Straight code without functions and loops, too long to be shown at once: its lines in stretches. */
import type { GraphViewNode } from "../src/engine/report/report.js";

/** Nodes in one stretch of lines, and stretches in one stretch of stretches. */
const STRETCH = 40;
const STRETCHES = 20;

/** The path of groups that each line stands in: stretches of lines, in stretches again where those are too many. */
export function stretchesOf(
  nodes: readonly GraphViewNode[],
  lines: Readonly<Record<string, number>>,
  lineName: (first: number, last: number) => string,
): Map<number, readonly string[]> {
  const counts = new Map<number, number>();
  for (const { id } of nodes) {
    const line = lines[id];
    if (line !== undefined) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  let stretches: number[][] = [];
  let room = 0;
  for (const line of [...counts.keys()].sort((a, b) => a - b)) {
    const count = counts.get(line) ?? 0;
    if (room < count) [stretches, room] = [[...stretches, []], STRETCH];
    stretches.at(-1)?.push(line);
    room -= count;
  }
  const paths = new Map<number, readonly string[]>([...counts.keys()].map((line) => [line, []]));
  const name = (all: readonly number[]): string => lineName(all[0] ?? 0, all.at(-1) ?? 0);
  for (;;) {
    for (const stretch of stretches) for (const line of stretch) paths.set(line, [name(stretch), ...(paths.get(line) ?? [])]);
    if (stretches.length <= 2 * STRETCHES) return paths;
    const outer: number[][] = [];
    for (let i = 0; i < stretches.length; i += STRETCHES) outer.push(stretches.slice(i, i + STRETCHES).flat());
    stretches = outer;
  }
}
