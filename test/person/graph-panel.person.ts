import assert from "node:assert/strict";
import type { FrameLocator } from "playwright-core";
import { Person } from "./person.js";

describe("the graph panel", () => {
  let person: Person;
  let panel: FrameLocator;
  before(async () => {
    person = await Person.sitDown();
    await person.openFile("tutorial.py");
    await person.lensesOnceThereIs("∂L/∂w = −4");
    await person.runCommand("Gradient Lens: Open Gradient Graph");
    panel = person.webview();
    await panel.locator(".card.target").waitFor();
  });
  after(() => person.standUp());

  const cardOf = (name: string) =>
    panel.locator(".card.leaf", { has: person.page.getByText(name, { exact: true }) });

  it("shows the gradients of the lens", async () => {
    for (const [name, gradient] of Object.entries({ a: "−6", w: "−4", b: "−2", y_true: "2" })) {
      const shown = await panel.locator(".card.leaf", { hasText: `∂L/∂${name}` }).textContent();
      assert.ok(shown?.endsWith(gradient), `${name}: ${shown}`);
    }
    await person.screenshot("graph-panel");
  });

  it("lays out in a worker: the page has not loaded the layout itself", async () => {
    const loaded = await panel.locator('head script[src*="layout-worker"]').count();
    assert.equal(loaded, 0);
  });

  it("a click on a node selects its source, and the cursor in the source marks its node", async () => {
    await panel.locator(".card.target").click();
    await person.page.locator(".view-overlays .selected-text").first().waitFor();
    await panel.locator(".card.target.at-cursor").waitFor();
    await person.toEditor();
    await person.goTo(6, 3);
    await panel.locator(".card.leaf.at-cursor", { hasText: "∂L/∂y_true" }).waitFor();
  });

  it("the check runs in the worker and says match", async () => {
    await panel.getByRole("button", { name: "Check gradients" }).click();
    await panel.locator(".check tbody tr").first().waitFor();
    const verdicts = await panel.locator(".verdict-word").allTextContents();
    assert.ok(verdicts.length >= 3);
    assert.deepEqual(new Set(verdicts), new Set(["match"]));
    await person.screenshot("graph-panel-check");
  });

  it("follows the text: other numbers on the same cards, and a check that says it is old", async () => {
    await person.toEditor();
    await person.goTo(4, 8);
    await person.type("1");
    await person.lensesOnceThereIs(/∂L\/∂w = (?!−4)/);
    await panel.locator(".check .outdated").waitFor();
    assert.doesNotMatch((await cardOf("w").textContent()) ?? "", /−4$/);
    assert.deepEqual(person.pageErrors, []);
  });
});
