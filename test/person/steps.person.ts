import assert from "node:assert/strict";
import type { FrameLocator } from "playwright-core";
import { Person } from "./person.js";

describe("explaining backprop step by step", () => {
  let person: Person;
  let panel: FrameLocator;
  before(async () => {
    person = await Person.sitDown();
    await person.openFile("tutorial.py");
    await person.lensesOnceThereIs("∂L/∂w = −4");
    await person.runCommand("Gradient Lens: Explain Backprop");
    panel = person.webview();
    await panel.locator(".step.current").waitFor();
  });
  after(() => person.standUp());

  it("the command opens the steps; keys walk through both passes, and the places in the editor are lit", async () => {
    const list = panel.locator(".steps-list");
    const decorated = (): Promise<number> => person.page.locator(".editor-instance .view-overlays .cdr").count();
    await list.press("Home");
    await panel.locator('.step.current[data-at="0"]').waitFor();
    const before = await decorated();
    await list.press("End");
    await list.press("ArrowLeft");
    const current = panel.locator('.step.current[data-at="9"]');
    await current.waitFor();
    const text = await current.innerText();
    assert.ok(text.includes("−2 · 3 = −6") && text.includes("−2 · 2 = −4"), text);
    await person.page.waitForTimeout(500);
    assert.ok((await decorated()) > 0, `${before} decorations before`);
    await person.screenshot("steps");
  });

  it("plays to the end by itself", async () => {
    await panel.locator(".steps-speed").selectOption("4");
    await panel.locator(".steps-list").press("Home");
    await panel.locator(".steps-list").press("Space");
    await panel.locator('.step.current[data-at="10"]').waitFor();
    assert.deepEqual(person.pageErrors, []);
  });
});
