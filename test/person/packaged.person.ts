import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageExtension } from "../../tools/package.mjs";
import { Person } from "./person.js";

describe("the packaged extension", () => {
  let folder: string;
  let person: Person;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-vsix-"));
    const vsix = packageExtension({ folder, quiet: true });
    person = await Person.sitDown({ vsix, files: { "smoke.py": "x = 3.0\ny = x * x\n" } });
  });
  after(async () => {
    await person?.standUp();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is installed, and a Python file activates it", async () => {
    await person.openFile("smoke.py");
    await person.runCommand("Developer: Show Running Extensions");
    const extension = person.page.locator(".runtime-extensions-editor .monaco-list-row", {
      hasText: "Gradient Lens",
    });
    // The slowest to activate comes first, and only what is in sight is in the page: it may stand further down.
    await person.page.locator(".runtime-extensions-editor .monaco-list-row").first().hover();
    for (let turn = 0; turn < 50 && !(await extension.isVisible()); turn++) {
      await person.page.mouse.wheel(0, 200);
      await person.page.waitForTimeout(100);
    }
    await extension.waitFor();
    assert.match(await extension.innerText(), /Activation: \d+/);
    await person.screenshot("packaged");
    await person.page.keyboard.press("Escape"); // the list lies over everything
  });

  it("its commands are in the palette", async () => {
    const entries = await person.paletteEntries("Gradient Lens");
    assert.ok(
      entries.some((entry) => entry.startsWith("Gradient Lens: ")),
      entries.join("\n"),
    );
  });
});
