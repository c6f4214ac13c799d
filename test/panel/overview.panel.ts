/** The overview in the page, with the real engine answering behind it. */
import assert from "node:assert/strict";
import type { Browser, Locator } from "playwright-core";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { analyze } from "../samples/engine.js";
import { EnginePage } from "./engine-page.js";
import { THEMES, type ThemeName } from "./themes.js";
import type { OpenOptions } from "./webview.js";

const DEEP = `
import torch
import torch.nn as nn
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(12, 12) for _ in range(8)])
        self.head = nn.Linear(12, 3)
    def forward(self, x):
        for layer in self.layers:
            x = torch.sigmoid(layer(x))
        return self.head(torch.relu(x - 0.45))
net = Net()
x = torch.randn(16, 12)
loss = (net(x) ** 2).mean()
loss.backward()
`;

const FAULT = `
import torch
x = torch.tensor([0.0, 4.0, 9.0], requires_grad=True)
root = torch.sqrt(x)
L = torch.where(x > 0, root, torch.zeros(3)).sum()
L.backward()
`;

const LARGE = `
import torch
torch.manual_seed(1)
W = torch.randn(3, 200, 300, requires_grad=True)
L = (W * W).sum()
L.backward()
`;

const SMALL = `
import torch
W = torch.tensor([[1.0, -2.0, 3.0], [0.5, -0.25, 0.0]], requires_grad=True)
x = torch.tensor([1.0, 2.0, -1.0])
L = torch.tanh(W @ x).sum()
L.backward()
`;

describe("overview in a browser", () => {
  let browser: Browser;
  let opened: EnginePage | null = null;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const [faults, errors] = [opened?.faults ?? [], opened?.webview.errors ?? []];
    await opened?.webview.close();
    opened = null;
    assert.deepEqual(faults, []);
    assert.deepEqual(errors, []);
  });
  const open = async (text: string, options: OpenOptions = {}): Promise<EnginePage> => {
    opened = await EnginePage.open(browser, await analyze("demo.py", text), { width: 1000, height: 900, ...options });
    await opened.show("overview");
    await page().locator(".overview-content").waitFor();
    return opened;
  };
  const page = () => opened!.webview.page;
  const layer = (name: string): Locator => page().locator(".layers").getByRole("button", { name, exact: true });
  const focused = () => page().evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);

  it("shows a bar a layer, longer for larger gradients, and says that they vanish", async () => {
    await open(DEEP);
    const bars = await page().locator(".layer-bar").evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
    assert.equal(bars.length, 9);
    assert.ok(bars[0]! > 2 && bars[0]! < bars[4]! && bars[4]! < bars[8]!, bars.join(" "));
    await page().getByText(/gradient shrinks .* from net\.head to net\.layers\.0: it vanishes/).waitFor();
  });

  it("choosing a layer selects its node, lights it in the editor, and shows its elements below", async () => {
    const { webview } = await open(DEEP);
    await page().getByText("Choose a layer above").waitFor();
    await layer("net.layers.2").click();
    await page().locator(".tensor-section .heat").first().waitFor();
    assert.equal(await page().locator(".tensor-section .heat").count(), 144);
    assert.equal(await layer("net.layers.2").getAttribute("aria-current"), "true");
    const lit = (await webview.sent("light")).at(-1);
    assert.ok(lit?.at !== null && lit?.nodes.includes(lit.at), JSON.stringify(lit));
    await page().getByRole("button", { name: "Gradients", exact: true }).click();
    await page().getByRole("heading", { name: /∂loss\/∂/ }).waitFor();
    await page().getByRole("button", { name: "Show in the graph" }).click();
    await page().locator(".card.selected, .card[aria-selected=true], .card.at").first().waitFor({ state: "attached" });
  });

  it("arrows walk the layers and the cells, Enter chooses", async () => {
    await open(SMALL);
    await layer("W").focus();
    await page().keyboard.press("Enter");
    const grid = page().getByRole("grid");
    await grid.waitFor();
    assert.equal(await grid.getAttribute("aria-label"), "W");
    await grid.locator("[tabindex='0']").focus();
    assert.equal(await focused(), "row 0, column 0: 1");
    const walk: [string, string][] = [
      ["ArrowRight", "row 0, column 1: −2"],
      ["ArrowDown", "row 1, column 1: −0.25"],
      ["End", "row 1, column 2: 0"],
      ["ArrowRight", "row 1, column 2: 0"],
      ["Home", "row 1, column 0: 0.5"],
      ["Control+Home", "row 0, column 0: 1"],
      ["Control+End", "row 1, column 2: 0"],
      ["ArrowLeft", "row 1, column 1: −0.25"],
    ];
    for (const [key, expected] of walk) {
      await page().keyboard.press(key);
      assert.equal(await focused(), expected, key);
    }
    await page().keyboard.press("Enter");
    await page().getByText("W[1, 1] = −0.25").first().waitFor();
    assert.equal(await grid.locator("[aria-selected=true]").getAttribute("aria-label"), "row 1, column 1: −0.25");
    assert.equal(await grid.locator("[tabindex='0']").count(), 1);
    // The keyboard stays where it is.
    assert.equal(await focused(), "row 1, column 1: −0.25");
  });

  it("arrows go from layer to layer, with one stop for the Tab key", async () => {
    await open(DEEP);
    await layer("net.layers.0").focus();
    for (const [key, name] of [["ArrowDown", "net.layers.1"], ["End", "net.head"], ["ArrowDown", "net.head"], ["ArrowUp", "net.layers.7"], ["Home", "net.layers.0"]] as const) {
      await page().keyboard.press(key);
      assert.equal(await focused(), name);
    }
    assert.equal(await page().locator(".layers button[tabindex='0']").count(), 1);
  });

  it("a NaN is explained above all, with the place and what helps", async () => {
    await open(FAULT);
    const fault = page().locator(".fault");
    await fault.getByText(/0 · ∞ is NaN, not 0/).waitFor();
    await fault.getByText(/where\(ok, sqrt\(safe\), 0\)/).waitFor();
    await fault.getByRole("button", { name: /^Show root \(line \d+\)$/ }).click();
    await page().locator(".tensor-section").getByRole("heading", { name: "root", exact: true }).waitFor();
    await page().getByRole("button", { name: "Gradients", exact: true }).click();
    await fault.getByRole("button", { name: /^Show x/ }).click();
    await page().locator(".heat[data-sign=nan]").first().waitFor();
    await opened!.webview.screenshot("overview-fault-dark");
  });

  it("a training's loss is a line with its ends", async () => {
    await open("import torch\nw = torch.tensor(1.0, requires_grad=True)\nfor step in range(5):\n    loss = (w - 3.0) ** 2\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.25 * w.grad\n        w.grad.zero_()\n");
    await page().getByText("loss in 5 steps, each with its own backward pass").waitFor();
    await page().getByRole("img", { name: "loss over 5 iterations: 4 in iteration 1, 0.01563 in iteration 5" }).waitFor();
    await page().getByText("4 → 0.01563").waitFor();
    await opened!.webview.screenshot("overview-training-dark");
  });

  it("a large tensor is shown in blocks; a cell leads to its elements, a field to another slice", async () => {
    await open(LARGE);
    await layer("W").click();
    await page().getByText(/Each cell stands for 4 × 5 elements/).waitFor();
    assert.equal(await page().locator(".heat").count(), 50 * 60);
    await opened!.webview.screenshot("overview-blocks-dark");
    const first = await page().locator(".heat").first().getAttribute("aria-label");
    assert.match(first ?? "", /^rows 0 to 3, columns 0 to 4: largest magnitude/);
    await page().getByLabel("axis 0").fill("2");
    await page().getByLabel("axis 0").press("Enter");
    await page().waitForFunction((before) => document.querySelector(".heat")?.getAttribute("aria-label") !== before, first);
    await page().locator(".heat").nth(61).click();
    await page().getByText(/Rows 4 to 19 and columns 5 to 20 of 200 × 300/).waitFor();
    assert.equal(await page().locator(".heat").count(), 256);
    await page().locator(".heat").first().click();
    await page().getByText(/^W\[2, 4, 5\] = /).first().waitFor();
    await page().getByRole("button", { name: "Whole matrix" }).click();
    await page().getByText(/Each cell stands for/).waitFor();
  });

  it("the learning rate scales the updates and is kept", async () => {
    await open(SMALL);
    const update = page().locator(".layers tbody tr").first().locator("td").nth(1);
    const before = Number(await update.textContent());
    await page().getByLabel("Learning rate").fill("0.1");
    await page().getByLabel("Learning rate").press("Enter");
    await page().waitForFunction((old) => document.querySelector(".layers tbody td:nth-of-type(2)")?.textContent !== old, String(before));
    assert.ok(Math.abs(Number(await update.textContent()) / before - 10) < 0.01);
    await page().getByLabel("Learning rate").fill("-1");
    await page().getByLabel("Learning rate").press("Enter");
    assert.equal(await page().getByLabel("Learning rate").inputValue(), "0.1");
  });

  it("fits a page of 320 pixels: nothing but the table is wider", async () => {
    await open(DEEP, { width: 320, height: 800 });
    await layer("net.layers.2").click();
    await page().locator(".tensor-section .heat").first().waitFor();
    assert.ok(await page().locator(".overview-tab").evaluate((tab) => tab.scrollWidth <= tab.clientWidth));
    await opened!.webview.screenshot("overview-narrow-dark");
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`looks as it should in ${theme}`, async () => {
      await open(DEEP, { theme, height: 1500 });
      await layer("net.layers.2").click();
      await page().locator(".tensor-section .heat").first().waitFor();
      await opened!.webview.screenshot(`overview-${theme}`);
      await opened!.webview.page.setViewportSize({ width: 420, height: 1500 });
      await opened!.settled();
      await opened!.webview.screenshot(`overview-small-${theme}`);
    });
});
