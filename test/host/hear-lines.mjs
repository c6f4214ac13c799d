// What is said in an extension host: the suite's own lines go on to the terminal, its counts and the rest are kept.

/** @typedef {import("../../tools/results.mjs").Counts} Counts */

/** @returns {{ hear: (text: string) => void, counts: () => Counts | null, rest: () => string }} */
export function hearLines() {
  /** @type {Counts | null} */
  let counts = null;
  let rest = "";
  return {
    hear(text) {
      for (const line of text.split("\n")) {
        const ours = /gradient-lens\| (.*)/.exec(line)?.[1];
        if (ours === undefined) rest += `${line}\n`;
        else if (ours.startsWith("result ")) counts = JSON.parse(ours.slice("result ".length));
        else console.log(ours);
      }
    },
    counts: () => counts,
    rest: () => rest,
  };
}
