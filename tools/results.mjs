// How a suite says its counts: to a person as a line, to `npm test` in a file.
import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number }} Counts */

/** The file that `npm test` reads; set by it. */
const variable = "GRADIENT_LENS_RESULTS";

/** A suite that ran no test has failed: something kept its tests from it. @param {string} suite @param {Counts} counts */
export function report(suite, counts) {
  const file = process.env[variable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  else console.log(`${suite}: ${counts.passed} passed, ${counts.failed} failed`);
  if (counts.passed + counts.failed === 0) console.error(`${suite}: no test ran`);
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
}

/** The environment of a suite that reports into `file`. @param {string} file */
export const reportingTo = (file) => ({ ...process.env, [variable]: file });

/** What the suite reported; null: it ended before that. @param {string} file @returns {Counts | null} */
export function readReport(file) {
  try {
    const { passed, failed } = JSON.parse(readFileSync(file, "utf8"));
    return { passed: Number(passed), failed: Number(failed) };
  } catch {
    return null;
  }
}
