// Runs a program to its end.
import { spawnSync } from "node:child_process";

/**
 * Throws where the program fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet: output only on failure
 */
export function run(program, args, { cwd, env = process.env, quiet = false } = {}) {
  // npm and npx are .cmd files on Windows, which only a shell starts.
  const shell = process.platform === "win32" && (program === "npm" || program === "npx");
  const done = spawnSync(program, args, {
    cwd,
    env,
    shell,
    stdio: quiet ? "pipe" : "inherit",
    encoding: "utf8",
  });
  if (done.error) throw new Error(`${program} did not start: ${done.error.message}`);
  if (done.status !== 0) {
    if (quiet) process.stderr.write(`${done.stdout}${done.stderr}`);
    throw new Error(`${program} ${args.join(" ")} ended with ${done.status ?? done.signal}`);
  }
  return done.stdout ?? "";
}
