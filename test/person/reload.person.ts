import assert from "node:assert/strict";
import { Person } from "./person.js";

describe("after the window is loaded again", () => {
  let person: Person;
  before(async () => {
    person = await Person.sitDown();
  });
  after(() => person.standUp());

  it("the panel is there with its tab, what was selected, and its values", async () => {
    const { page } = person;
    await person.openFile("tutorial.py");
    await person.lensesOnceThereIs("∂L/∂w = −4");
    await person.runCommand("Gradient Lens: Open Gradient Graph");
    const before = person.webview();
    await before.locator(".card.target").waitFor();
    await before.getByRole("tab", { name: "Table", exact: true }).click();
    await before.locator(".list tbody tr", { hasText: "y_pred" }).first().click();
    const selected = await before.locator(".list tr.selected").getAttribute("data-card");
    assert.ok(selected !== null);
    await page.waitForTimeout(5000); // VS Code writes down what a webview keeps a moment later
    await page.reload();
    await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
    const after = person.webview();
    await after.locator(".list tr.selected").waitFor({ timeout: 60_000 });
    assert.equal(await after.locator(".list tr.selected").getAttribute("data-card"), selected);
    assert.equal(await after.locator('[role="tab"][aria-selected="true"]').innerText(), "Table");
    assert.match((await after.locator(".list tbody tr", { hasText: "w" }).first().textContent()) ?? "", /−/);
    await after.getByRole("tab", { name: "Graph", exact: true }).click();
    await after.locator(".card.target").waitFor();
    await person.screenshot("after-reload");
    assert.deepEqual(person.pageErrors, []);
  });
});
