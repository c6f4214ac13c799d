#!/usr/bin/env node
/**
 * How cost grows: work b (scalar operations, then one backward pass) with 1,000 to 1,000,000 of them; the best of several
 * runs, and what the recorded run holds when it is whole.
 *
 *   node --expose-gc bench/growth.mjs
 */
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { lensEngine } from "./lens-engine.mjs";
import { BLOCK, works } from "./works.mjs";

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const collect = runInNewContext("gc");
const work = works.find(({ name }) => name === "b");
if (work === undefined) throw new Error("no work b");
const engine = await lensEngine();

console.log("operations          ms   ns / operation     MB while it runs   bytes / operation");
for (const operations of [1_000, 10_000, 100_000, 1_000_000]) {
  const run = engine.prepare(work, { chain: Math.round((operations - 1) / 3), block: BLOCK });
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < (operations > 100_000 ? 3 : 12); round++) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
  }
  collect();
  const before = process.memoryUsage();
  const bytes = engine.held(work, { chain: Math.round((operations - 1) / 3), block: BLOCK }, () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers;
  });
  console.log(`${operations.toLocaleString("en").padStart(10)}${best.toFixed(2).padStart(12)}${((best / operations) * 1e6).toFixed(0).padStart(17)}${(bytes / 2 ** 20).toFixed(1).padStart(21)}${(bytes / operations).toFixed(0).padStart(20)}`);
}
