/** What a busy machine takes from a measurement: how long threads that could run were not run. */
import { readdirSync, readFileSync } from "node:fs";

const TASKS = "/proc/self/task";

/** Milliseconds that each thread of this process has waited for a processor so far; empty where the system does not say (not Linux). */
function waits(): Map<string, number> {
  const found = new Map<string, number>();
  try {
    // Nanoseconds at work, nanoseconds of waiting, turns.
    for (const thread of readdirSync(TASKS)) found.set(thread, Number(readFileSync(`${TASKS}/${thread}/schedstat`, "utf8").split(" ")[1]) / 1e6);
  } catch {
    // A thread that has ended in between is not listed, and those behind it are not either: too little is taken off.
  }
  return found;
}

/** Begins to count. The result gives the milliseconds since then that the host's own thread and the one other that waited longest, a worker's, have lost. */
export function countWaits(): () => number {
  const before = waits();
  return () => {
    const since = [...waits()].map(([thread, wait]) => ({ isOwn: thread === String(process.pid), wait: wait - (before.get(thread) ?? 0) }));
    const longest = (isOwn: boolean) => Math.max(0, ...since.filter((one) => one.isOwn === isOwn).map(({ wait }) => wait));
    return longest(true) + longest(false);
  };
}
