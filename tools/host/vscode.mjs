// A real VS Code without a desktop: its server on this machine and its workbench in a page. What a test or a person
// does there runs in the Node extension host, as in a desktop VS Code.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run.mjs";
import { ensureVsCode, serverMain, serverNode } from "./install.mjs";

/** Nothing on the screen but the editor; no sign-in, no AI, no telemetry. */
const quietSettings = {
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.ignoreRecommendations": true,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "git.enabled": false,
};

/**
 * @typedef {object} StartOptions
 * @property {string} workspace absolute path of the folder that the page opens; tests hand in a copy
 * @property {string} [extensionDir] loaded as an extension under development
 * @property {string} [vsix] installed by VS Code itself before the start
 * @property {Record<string, unknown>} [settings] over the quiet ones
 * @property {boolean} [trust] false: the workspace is in Restricted Mode (default true)
 * @property {number} [port] default: a free one
 * @property {NodeJS.ProcessEnv} [env] added to the environment of the extension host
 *
 * @typedef {object} VsCode
 * @property {number} port
 * @property {(options?: { path?: string, testsPath?: string }) => string} url of the page; `path` is a file or folder
 *   to open instead of the workspace, `testsPath` a module whose `run()` is called in the extension host
 * @property {() => string} log what the server has said so far
 * @property {() => Promise<void>} stop ends its processes, removes its data
 */

/** @param {StartOptions} options @returns {Promise<VsCode>} */
export async function startVsCode(options) {
  ensureVsCode();
  const data = mkdtempSync(join(tmpdir(), "gradient-lens-vscode-"));
  const machine = join(data, "data", "Machine");
  mkdirSync(machine, { recursive: true });
  const restricted = options.trust === false;
  const settings = {
    ...quietSettings,
    // The dialog that asks for trust would cover the page; without it an unknown folder stays restricted.
    ...(restricted ? { "security.workspace.trust.startupPrompt": "never" } : {}),
    ...options.settings,
  };
  writeFileSync(join(machine, "settings.json"), JSON.stringify(settings, null, 2));
  const places = ["--server-data-dir", data, "--extensions-dir", join(data, "extensions")];
  if (options.vsix !== undefined) {
    run(
      serverNode(),
      [serverMain, ...places, "--accept-server-license-terms", "--install-extension", options.vsix],
      {
        quiet: true,
      },
    );
  }
  const server = spawn(
    serverNode(),
    [
      serverMain,
      ...places,
      ...["--host", "127.0.0.1", "--port", String(options.port ?? 0)],
      ...["--without-connection-token", "--accept-server-license-terms", "--telemetry-level", "off"],
      // Without it a built VS Code ignores the development payload in the address.
      "--enable-smoke-test-driver",
      ...(restricted ? [] : ["--disable-workspace-trust"]),
    ],
    {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that the extension hosts it starts end with it.
      detached: process.platform !== "win32",
    },
  );
  let log = "";
  // Where this process ends without stop(), nobody else would end the server.
  const atExit = () => endNow(server);
  process.once("exit", atExit);
  const stop = async () => {
    await end(server);
    process.removeListener("exit", atExit);
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const port = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`VS Code did not start in 60 s:\n${log}`)), 60_000);
      /** @param {Buffer} bytes */
      const hear = (bytes) => {
        log += bytes.toString();
        const listening = /Extension host agent listening on (\d+)/.exec(log);
        if (listening === null) return;
        clearTimeout(late);
        resolve(Number(listening[1]));
      };
      server.stdout.on("data", hear);
      server.stderr.on("data", hear);
      server.once("error", reject);
      server.once("exit", (code) => reject(new Error(`VS Code ended with ${code} at its start:\n${log}`)));
    });
    return { port, url: (where) => pageUrl(port, options, where), log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {number} port @param {StartOptions} options @param {{ path?: string, testsPath?: string }} [where] */
function pageUrl(port, { workspace, extensionDir }, { path, testsPath } = {}) {
  const remote = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${port}${slashed(file)}`;
  const payload = [["skipWelcome", "true"]];
  if (extensionDir !== undefined) payload.push(["extensionDevelopmentPath", remote(extensionDir)]);
  if (testsPath !== undefined) payload.push(["extensionTestsPath", remote(testsPath)]);
  if (path !== undefined) payload.push(["openFile", remote(path)]);
  const query = new URLSearchParams({ folder: slashed(workspace), payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

/** `C:\a` as `/C:/a`. @param {string} path */
function slashed(path) {
  return process.platform === "win32" ? `/${path.replaceAll("\\", "/")}` : path;
}

/** @param {import("node:child_process").ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  endNow(child);
  await ended;
}

/** @param {import("node:child_process").ChildProcess} child */
function endNow(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // Its data folder is thrown away, so there is nothing it should be given time to write.
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // it ended between the question and the signal
  }
}
