/** The extension in a Node extension host. One for the web host hands in another way to start a worker. */
import * as vscode from "vscode";
import { type Api, wire } from "./wiring.js";
import { readFromDisk, spawnNodeWorker } from "./worker/spawn-node.js";

export function activate(context: vscode.ExtensionContext): Api {
  const began = performance.now();
  const worker = vscode.Uri.joinPath(context.extensionUri, "dist", "worker.js");
  const parts = wire(context, { spawn: spawnNodeWorker(worker.fsPath), readFile: ({ fsPath }) => readFromDisk(fsPath) });
  return { ...parts, activation: performance.now() - began };
}
