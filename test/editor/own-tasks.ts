/** How long our code keeps the extension host's thread busy at a stretch, from samples of that thread. */
import { type Profiler, Session } from "node:inspector/promises";

/** Microseconds. */
const SAMPLING = 200;
/** Microseconds that a sample stands for at most: a busy thread is sampled whatever it does, one that the machine does not run is not. */
const GAP = 5 * SAMPLING;
/** Kept of the longest ones. */
const LONGEST = 20;

export interface OwnTask {
  readonly milliseconds: number;
  /** The outermost function of the bundle: what the editor called. */
  readonly top: string;
}

/** Samples until `stop`, which gives the longest tasks, longest first. */
export async function sampleThread(): Promise<{ stop(): Promise<{ tasks: OwnTask[]; profile: Profiler.Profile }> }> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLING });
  await session.post("Profiler.start");
  return {
    stop: async () => {
      const { profile } = await session.post("Profiler.stop");
      session.disconnect();
      return { tasks: ownTasks(profile), profile };
    },
  };
}

/** Milliseconds of each stretch of samples in a row with a function of the extension's bundle on the stack, longest first. */
function ownTasks(profile: Profiler.Profile): OwnTask[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parent = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const ours = new Map<number, string | null>();
  const outermost = (id: number): string | null => {
    const known = ours.get(id);
    if (known !== undefined) return known;
    const above = parent.get(id);
    const { functionName, url, lineNumber } = nodes.get(id)!.callFrame;
    const found = (above === undefined ? null : outermost(above)) ?? (url.endsWith("/dist/extension.js") ? `${functionName || "(anonymous)"}, line ${lineNumber + 1}` : null);
    ours.set(id, found);
    return found;
  };
  const tasks: OwnTask[] = [];
  let run = 0;
  /** Of a collection that may be in the middle of a task of ours, or behind it: then V8 has chosen the moment. */
  let pause = 0;
  let top = "";
  const close = (): void => {
    if (run > 0) tasks.push({ milliseconds: run / 1000, top });
    run = pause = 0;
  };
  (profile.samples ?? []).forEach((id, index) => {
    // Deltas lead to a sample: what it stands for lasts until the next one.
    const lasts = Math.min(profile.timeDeltas?.[index + 1] ?? 0, GAP);
    const found = outermost(id);
    if (found !== null) {
      if (run === 0) top = found;
      run += pause + lasts;
      pause = 0;
    } else if (run > 0 && nodes.get(id)!.callFrame.functionName === "(garbage collector)") pause += lasts;
    else close();
  });
  close();
  return tasks.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, LONGEST);
}
