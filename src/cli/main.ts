/**
 * `gradient-lens`: the engine without an editor. The work is done in a thread with a deep stack, so that a file that
 * takes longer than its budget inside one operation can be ended, and the other files still get their answer.
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { WorkspaceFile } from "../engine/worker/protocol.js";
import { gatherFiles } from "../engine/workspace/gather.js";
import type { Printed } from "./answer.js";
import { cliMessages as say } from "./messages.js";
import { type Options, readOptions, UsageError } from "./options.js";
import { stoppedReport } from "./stopped.js";
import type { Asked } from "./thread.js";

const HERE = dirname(typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));
/** Past the engine's own time limit, which it can only keep between two operations; the report takes time too. */
const GRACE = { share: 0.5, milliseconds: 10_000 };
const STACK_MB = 64;

async function main(words: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = readOptions(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const asked = words.length === 0 || words.includes("--help");
    (asked ? process.stdout : process.stderr).write(`${asked ? say.usage : error.message}\n`);
    process.exitCode = asked ? 0 : 2;
    return;
  }
  const thread = new Thread(options);
  for (const file of options.files) {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      process.stderr.write(`${say.unreadable(file, error instanceof Error ? error.message : String(error))}\n`);
      process.exitCode = 1;
      continue;
    }
    const printed = (await thread.ask(file, text, await gatherFiles(text, (path) => readBeside(file, path)))) ?? stoppedReport(options, file, text);
    process.stdout.write(`${printed.text}\n`);
    if (printed.failed) process.exitCode = 1;
  }
  await thread.end();
}

/** null: not there, not a file, or not ours to read. */
async function readBeside(file: string, path: string): Promise<string | null> {
  try {
    return await readFile(join(dirname(file), path), "utf8");
  } catch {
    return null;
  }
}

/** The worker thread, started anew when it had to be ended. */
class Thread {
  private worker: Worker | null = null;
  constructor(private readonly options: Options) {}

  /** null: it did not answer in time, or died. */
  ask(file: string, text: string, files: readonly WorkspaceFile[]): Promise<Printed | null> {
    const worker = (this.worker ??= new Worker(join(HERE, "cli-thread.js"), { workerData: this.options, resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 4096 } }));
    return new Promise((resolve) => {
      const settle = (printed: Printed | null): void => {
        clearTimeout(timer);
        worker.off("message", settle).off("error", failed).off("exit", ended);
        if (!printed) {
          this.worker = null;
          void worker.terminate();
        }
        resolve(printed);
      };
      const failed = (error: unknown): void => {
        process.stderr.write(`${say.threadFailed(file, error instanceof Error ? error.message : String(error))}\n`);
        settle(null);
      };
      const ended = (): void => settle(null);
      const timer = setTimeout(ended, this.options.milliseconds * (1 + GRACE.share) + GRACE.milliseconds);
      worker.on("message", settle).on("error", failed).on("exit", ended);
      worker.postMessage({ file, text, files } satisfies Asked);
    });
  }

  async end(): Promise<void> {
    await this.worker?.terminate();
  }
}

void main(process.argv.slice(2));
