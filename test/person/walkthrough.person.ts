import assert from "node:assert/strict";
import { Person } from "./person.js";

/** What somebody waits who has pressed the button of the first step. */
const SECONDS = 10;

describe("the walkthrough", () => {
  let person: Person;
  before(async () => {
    person = await Person.sitDown();
  });
  after(() => person.standUp());

  it("its first step opens a sample that shows a gradient within seconds", async () => {
    await person.page.setViewportSize({ width: 1600, height: 900 });
    await person.runCommand("View: Toggle Primary Side Bar Visibility");
    await person.openWalkthrough("Get Started with Gradient Lens");
    const button = person.page.getByRole("button", { name: "Open the Sample" });
    await button.waitFor();
    await person.page.waitForTimeout(1000); // the picture of the step
    await person.screenshot("walkthrough-sample");
    const pressed = Date.now();
    await button.click();
    const lenses = await person.lensesOnceThereIs("∂L/∂w = −4");
    const seconds = (Date.now() - pressed) / 1000;
    console.log(`      figure  walkthrough: from the button to the first gradient ${seconds.toFixed(1)} s`);
    assert.ok(lenses.some((text) => text.includes("∂L/∂a = −6")), lenses.join());
    assert.ok(seconds < SECONDS, `${seconds} s`);
    await person.screenshot("walkthrough-first-gradient");
  });

  it("later steps find the sample behind the walkthrough", async () => {
    const { page } = person;
    await page.locator(".tab", { hasText: "Welcome" }).first().click();
    await page.getByRole("button", { name: "Play with the Numbers" }).first().click();
    const link = page.getByRole("button", { name: "Play with the Numbers" }).last();
    await page.waitForTimeout(1000);
    await person.screenshot("walkthrough-play");
    await link.click();
    await person.webview().locator('[role="tab"][aria-selected="true"]', { hasText: "Play" }).waitFor();
    await person.lensesOnceThereIs("∂L/∂w = −4");
    await person.screenshot("walkthrough-played");
    assert.deepEqual(await person.notifications(), []);
    assert.deepEqual(person.pageErrors, []);
  });
});
