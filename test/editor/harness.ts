/**
 * Runs mocha inside an extension host. No Node names here: the same bundle is for the web extension host too, where
 * mocha's build for browsers is the only one that works.
 */
import "mocha/mocha.js";

/** Tells our lines from those of the editor; read by test/host/hear-lines.mjs. */
const say = (text: string) => console.log(text.replace(/^/gm, "gradient-lens| "));

/** Loads the suites and runs them; rejects where a test failed or none ran. */
export async function runSuites(suites: readonly (() => Promise<unknown>)[]): Promise<void> {
  // Not the ready-made `mocha` of that build: its run() reads the address of a page, and there is no page.
  const mocha = new Mocha({ ui: "bdd", reporter: Silent, timeout: 30_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const load of suites) await load();
  const counts = await new Promise<{ passed: number; failed: number }>((resolve) => {
    let passed = 0;
    let failed = 0;
    const runner = mocha.run(() => resolve({ passed, failed }));
    runner.on("pass", (test) => {
      passed++;
      say(`  ok      ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on("fail", (test, error) => {
      failed++;
      say(`  FAILED  ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on("pending", (test) => say(`  skipped ${test.fullTitle()}`));
  });
  say(`result ${JSON.stringify(counts)}`);
  if (counts.failed > 0 || counts.passed === 0) throw new Error(`${counts.failed} tests failed`);
}

/** Each line is printed above; mocha's own reporters would ask for a terminal. */
class Silent extends Mocha.reporters.Base {}
