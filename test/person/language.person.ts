import assert from "node:assert/strict";
import { Person } from "./person.js";

const HAN = /\p{Script=Han}/u;

describe("in Chinese", () => {
  let person: Person;
  before(async () => {
    person = await Person.sitDown({
      language: "zh-cn",
      files: { "cut.py": "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x.detach() * 3\nL = x * x + y\nL.backward()\nz = secret_thing.load()\n" },
    });
  });
  after(() => person.standUp());

  it("commands, lenses, hovers and the panel speak it", async () => {
    await person.openFile("dead_relu.py");
    await person.lensesOnceThereIs("∂L/∂w = 0");
    const entries = await person.paletteEntries("Gradient Lens:");
    // VS Code itself puts the English title below the translated one.
    const titles = entries.filter((_, at) => at % 2 === 0);
    assert.ok(titles.length > 3 && titles.every((entry) => HAN.test(entry)), entries.join());
    const hover = await person.hover("torch.relu(z)");
    assert.match(hover, /让正值通过|由第 9 行|relu/);
    assert.match(hover, HAN);
    await person.runCommand("Gradient Lens: 打开梯度图");
    const panel = person.webview();
    await panel.locator(".card.target").waitFor();
    const text = (await panel.locator("body").innerText()).replaceAll(/[A-Za-z_]+\.py|relu|pow|mul|add|sub|backward|target/g, "");
    assert.match(text, /检验梯度/);
    assert.doesNotMatch(text, /[a-z]{3,} [a-z]{3,} [a-z]{3,}/);
    await person.screenshot("language-zh-cn");
    assert.deepEqual(person.pageErrors, []);
  });
});
