// What is said in an extension host: the suite's own lines go on to the terminal, its counts and the rest are kept.

/** @typedef {import("../../tools/results.mjs").Counts} Counts */

/** @returns {{ hear: (text: string) => void, counts: () => Counts, isComplete: () => boolean, rest: () => string }} */
export function hearLines() {
  let passed = 0;
  let failed = 0;
  let complete = false;
  let rest = "";
  return {
    hear(text) {
      for (const line of text.split("\n")) {
        const ours = /gradient-lens\| (.*)/.exec(line)?.[1];
        if (ours === undefined) {
          rest += `${line}\n`;
        } else if (ours.startsWith("result ")) {
          ({ passed, failed } = JSON.parse(ours.slice("result ".length)));
          complete = true;
        } else {
          if (ours.startsWith("  ok ")) passed++;
          if (ours.startsWith("  FAILED ")) failed++;
          console.log(ours);
        }
      }
    },
    /** A suite that was cut off counts as one failure more than it told of. */
    counts: () => (complete ? { passed, failed } : { passed, failed: failed + 1 }),
    isComplete: () => complete,
    rest: () => rest,
  };
}
