import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import { contributedCommands, extension } from "./extension.js";
import { countWaits } from "./machine.js";
import { api, closeAll, settledLenses, show } from "./lens-host.js";

/** Milliseconds. */
const ACTIVATION = 50;
const FIRST_GRADIENTS = 400;
/** A machine is busy now and then. */
const OPENED = 5;

const figure = (text: string) => console.log(`gradient-lens|   figure  ${text}`);

describe("activation", () => {
  // These two are a new window's first: they stand before everything else.
  it("the extension activates in time", async () => {
    const { isActive } = extension();
    const start = performance.now();
    const waited = countWaits();
    await extension().activate();
    const took = performance.now() - start;
    const alone = took - waited();
    assert.equal(extension().isActive, true);
    // The editor may have opened a text of its own before, and nobody knows when: then `activate` itself is judged.
    const { activation } = await api();
    if (isActive) figure(`activation, without the bundle: ${activation.toFixed(1)} ms`);
    else figure(`activation, with the bundle read and compiled: ${took.toFixed(1)} ms, ${alone.toFixed(1)} ms without waiting for a processor; without the bundle ${activation.toFixed(1)} ms`);
    const judged = isActive ? activation : alone;
    assert.ok(judged <= ACTIVATION, `${judged} ms`);
  });

  it("a sample that is opened has gradients in time, from a worker that starts for it", async () => {
    const times: number[] = [];
    let tries = 0;
    while (times.length < OPENED && Math.min(...times) > FIRST_GRADIENTS) {
      const { milliseconds, alone, isCold } = await opened("mlp_cross_entropy.py", `cold_${tries++}.py`);
      figure(`first gradients of a sample, after it was opened: ${milliseconds.toFixed(0)} ms, ${alone.toFixed(0)} ms without waiting for a processor${isCold ? "" : " (a worker stood by)"}`);
      if (isCold) times.push(alone);
      else assert.ok(tries > 1, "the window's first");
    }
    assert.ok(Math.min(...times) <= FIRST_GRADIENTS, times.join());
  });

  it("every contributed command is registered and listed under Gradient Lens", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command, category } of contributedCommands()) {
      assert.equal(category, "Gradient Lens", command);
      assert.ok(registered.has(command), `${command} is contributed but not registered`);
    }
  });

  it("the workspace is a copy that a test may change", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, "written-by-a-test.py");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode("x = 1.0\n"));
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(), "x = 1.0\n");
    await vscode.workspace.fs.delete(file);
  });
});

/** From the moment the host has the text, a copy that nobody has seen, until lenses are there. Not cold: the worker was one that stood by. */
async function opened(sample: string, copy: string): Promise<{ milliseconds: number; alone: number; isCold: boolean }> {
  const { postMessage } = Worker.prototype;
  const started = new Set<Worker>();
  let isCold: boolean | null = null;
  Worker.prototype.postMessage = function (message: unknown, ...rest) {
    // `as`: what the client says (engine/worker/protocol.ts).
    const { kind } = message as { readonly kind: string };
    if (kind === "start") started.add(this);
    if (kind === "ask") isCold ??= started.has(this);
    postMessage.call(this, message, ...rest);
  };
  let start = Number.NaN;
  let waited = countWaits();
  const opening = vscode.workspace.onDidOpenTextDocument(() => {
    start = performance.now();
    waited = countWaits();
  });
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const file = vscode.Uri.joinPath(folder, copy);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder, sample), file);
  try {
    const { document } = await show(file);
    const lenses = await settledLenses(document.uri);
    const milliseconds = performance.now() - start;
    const alone = milliseconds - waited();
    assert.ok(lenses.some((text) => text.includes("∂loss/∂W1")), lenses.join("\n"));
    assert.ok(isCold !== null, "nobody asked");
    return { milliseconds, alone, isCold };
  } finally {
    opening.dispose();
    Worker.prototype.postMessage = postMessage;
    await closeAll();
    (await api()).killWorker();
    await vscode.workspace.fs.delete(file);
  }
}
