import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, closeAll, openSample, placeOf, settledLenses } from "./lens-host.js";

const CHANGES = 20;
/** Milliseconds beyond the delay on the slowest machine that runs the tests; issue 2 wants 100 on a quiet one. */
const SLOWEST = 300;

describe("speed", () => {
  afterEach(closeAll);

  for (const [sample, number] of [
    ["tutorial.py", "3.0"],
    ["mlp_cross_entropy.py", "0.25"],
  ] as const)
    it(`from a key to new lenses in ${sample}: median of ${CHANGES}`, async () => {
      const editor = await openSample(sample);
      const { document } = editor;
      await settledLenses(document.uri);
      const host = await api();
      const place = placeOf(document, number).translate(0, number.length);
      const times: number[] = [];
      for (let change = 0; change < CHANGES; change++) {
        const start = performance.now();
        await editor.edit((edit) => {
          if (change % 2 === 0) edit.insert(place, "5");
          else edit.delete(new vscode.Range(place, place.translate(0, 1)));
        });
        const { version } = document;
        await new Promise<void>((resolve) => {
          const listening = host.onDidChange(() => {
            const [state] = host.regions(document.uri);
            if (state === undefined || state.stale || state.version !== version) return;
            listening.dispose();
            resolve();
          });
        });
        times.push(performance.now() - start);
      }
      const delay = vscode.workspace.getConfiguration("gradientLens", document).get<number>("delay") ?? 0;
      const beyond = (times.sort((a, b) => a - b)[CHANGES / 2] ?? Number.NaN) - delay;
      console.log(
        `gradient-lens|   figure  ${sample}: ${beyond.toFixed(0)} ms beyond the delay of ${delay} ms`,
      );
      assert.ok(beyond < SLOWEST, `${beyond} ms`);
    });
});
