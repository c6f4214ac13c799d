import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import type { PanelCheck, PanelCheckRow } from "../../src/extension/panel/messages.js";
import { launchChromium } from "../../tools/host/chromium.mjs";
import { hostile, loops, measured, network, tutorial, tutorialAfterEdit } from "./graphs.js";
import { THEMES, type ThemeName } from "./themes.js";
import { graphMessage, type OpenOptions, strings, Webview } from "./webview.js";

const number = (short: string): PanelCheckRow["analytic"] => ({ short, exact: `${short} exactly` });

const row = (
  name: string,
  verdict: PanelCheckRow["verdict"],
  reason = "relative error 3e−11, noise floor 2e−13, step 6e−6",
): PanelCheckRow => ({
  name,
  shape: name.includes(".") ? "[128, 784]" : "",
  analytic: number("−4"),
  numeric: number("−4.001"),
  relativeError: number("2.5e−4"),
  exact: number("−4.0000001"),
  left: number("−4.1"),
  right: number("−3.9"),
  step: number("6e−6"),
  noise: number("2e−13"),
  index: name.includes(".") ? "[3, 17]" : "",
  direction: null,
  checked: name.includes(".") ? 24 : 1,
  directions: name.includes(".") ? 3 : 0,
  total: name.includes(".") ? 100_352 : 1,
  counts: { match: name.includes(".") ? 26 : 0, kink: 0, "ill-conditioned": 0, wrong: 0, [verdict]: 1 },
  verdict,
  reason,
  cause: verdict === "kink" ? { operation: "relu", line: 7, span: { start: 30, end: 40 } } : null,
});

const checked: PanelCheck = {
  kind: "done",
  cancelled: false,
  problem: null,
  outdated: false,
  rows: [
    row("w", "match"),
    row("net.fc1.weight", "kink", "relu has a corner at 0, and the step crosses it."),
    row("net.fc1.bias", "ill-conditioned", "The difference is lost in rounding."),
    row("b", "wrong", "detach() in line 4 cuts a path."),
  ],
};

const problem = {
  severity: "information",
  message: "torch.linalg.svd is not supported yet: the run stops here",
  line: 12,
  span: { start: 30, end: 40 },
} as const;

describe("panel in a browser", () => {
  let browser: Browser;
  let webview: Webview | null = null;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    const errors = webview?.errors ?? [];
    await webview?.close();
    webview = null;
    assert.deepEqual(errors, []);
  });
  const open = async (options: OpenOptions = {}): Promise<Webview> => {
    webview = await Webview.open(browser, options);
    return webview;
  };

  it("says it is ready, and shows that it waits until a graph comes", async () => {
    const { page, ...panel } = await open();
    assert.ok(panel);
    assert.deepEqual(await page.evaluate(() => window.sent), [{ kind: "ready" }]);
    await page.getByText(strings.waitingTitle).waitFor();
  });

  it("shows value and gradient of every node of the tutorial's graph", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    const expected: Record<string, string[]> = {
      n0: ["a", "2", "∂L/∂a", "−6"],
      n1: ["w", "3", "∂L/∂w", "−4"],
      n3: ["b", "4", "∂L/∂b", "−2"],
      n5: ["y_true", "11", "∂L/∂y_true", "2"],
      n7: ["pow", "L", "1", "∂L/∂L", "target"],
    };
    assert.equal(await panel.page.locator(".card").count(), 8);
    for (const [id, texts] of Object.entries(expected)) {
      const shown = (await panel.card(id).textContent()) ?? "";
      for (const text of texts) assert.ok(shown.includes(text), `${id}: ${shown} has ${text}`);
    }
    assert.equal(await panel.page.locator(".edge").count(), 7);
    assert.equal(
      await panel.page
        .locator(".what")
        .innerText()
        .then((text) => text.startsWith("L\n= 1") || text.startsWith("L = 1")),
      true,
    );
  });

  it("new values change in place: no card moves, and the same elements stay", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    const before = await panel.card("n1").boundingBox();
    await panel.card("n1").evaluate((card) => card.setAttribute("data-mine", ""));
    await panel.say(graphMessage(tutorial, { stale: true }));
    assert.equal(
      await panel.page.locator(".plane").evaluate((plane) => getComputedStyle(plane).opacity),
      "0.55",
    );
    await panel.say(graphMessage(tutorialAfterEdit));
    assert.match((await panel.card("n1").textContent()) ?? "", /4.*∂L\/∂w.*4$/);
    assert.equal(await panel.card("n1").getAttribute("data-mine"), "");
    assert.deepEqual(await panel.card("n1").boundingBox(), before);
    assert.equal(await panel.card("n1").getAttribute("data-sign"), "positive");
    assert.equal(
      await panel.page.locator(".plane").evaluate((plane) => getComputedStyle(plane).opacity),
      "1",
    );
  });

  it("a zero says why it is one, and what has no gradient shows no zero", async () => {
    const panel = await open();
    const nodes = tutorial.nodes.map((node) => {
      if (node.id === "n3") return { ...node, gradient: "∂L/∂b = 0 (relu off)", ...measured("∂L/∂b = 0 (relu off)") };
      return node.id === "n5"
        ? { ...node, gradient: "L does not depend on y_true", ...measured("") }
        : node;
    });
    await panel.draw({ ...tutorial, nodes });
    assert.match(
      (await panel.card("n3").locator(".gradient").innerText()).replaceAll("\n", " "),
      /∂L\/∂b 0 relu off/,
    );
    const note = panel.card("n3").locator(".because");
    assert.ok(
      await note.evaluate(
        (element) =>
          element.getBoundingClientRect().right <=
          (element.closest(".card")?.getBoundingClientRect().right ?? 0),
      ),
    );
    assert.match((await panel.card("n5").locator(".gradient").innerText()).replaceAll("\n", " "), /^∅ no path$/);
    assert.match(
      (await panel.card("n5").getAttribute("aria-description")) ?? "",
      /gradient L does not depend on y_true/,
    );
    await panel.card("n5").hover();
    assert.match((await panel.page.locator(".details").textContent()) ?? "", /L does not depend on y_true/);
    await panel.screenshot("zeros-dark");
  });

  it("no path, cut off, not computed and unknown look different, in cards and in the table", async () => {
    const panel = await open();
    const kinds = ["noPath", "cut", "notComputed", "unknown"] as const;
    const ids = ["n0", "n1", "n3", "n5"];
    const nodes = tutorial.nodes.map((node) => {
      const missing = kinds[ids.indexOf(node.id)];
      return missing === undefined ? node : { ...node, gradient: `because of ${missing}`, sign: "none" as const, size: null, missing };
    });
    await panel.draw({ ...tutorial, nodes });
    const shown = await Promise.all(ids.map(async (id) => (await panel.card(id).locator(".gradient").innerText()).replaceAll("\n", " ")));
    assert.deepEqual(shown, ["∅ no path", "⊣ cut off", "– not computed", "? unknown"]);
    await panel.page.getByRole("tab", { name: strings.tabList }).click();
    const cells = await Promise.all(ids.map((id) => panel.page.locator(`tr[data-card="${id}"] td.none`).innerText()));
    assert.deepEqual(cells, kinds.map((kind, i) => `${shown[i]?.[0]}because of ${kind}`));
  });

  it("a click on a node reveals its place; a drag does not", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.card("n2").click();
    const span = tutorial.nodes[2]?.span;
    assert.deepEqual(await panel.sent("reveal"), [{ kind: "reveal", span, focus: false }]);
    const box = await panel.card("n2").boundingBox();
    assert.ok(box);
    await panel.page.mouse.move(box.x + 20, box.y + 20);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + 60, box.y + 45, { steps: 4 });
    await panel.page.mouse.up();
    assert.equal((await panel.sent("reveal")).length, 1);
    const moved = await panel.card("n2").boundingBox();
    assert.deepEqual(
      [moved?.x, moved?.y].map((at) => Math.round(at ?? 0)),
      [Math.round(box.x + 40), Math.round(box.y + 25)],
    );
  });

  it("arrow keys follow the edges, Enter goes to the source", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    const focused = (): Promise<string | null> =>
      panel.page.evaluate(() => document.activeElement?.getAttribute("data-card") ?? null);
    assert.equal(await panel.page.locator('.card[tabindex="0"]').getAttribute("data-card"), "n7");
    await panel.card("n7").focus();
    const walk: [string, string][] = [
      ["ArrowLeft", "n6"],
      ["ArrowLeft", "n4"],
      ["ArrowLeft", "n2"],
      ["ArrowLeft", "n0"],
      ["ArrowDown", "n1"],
      ["ArrowRight", "n2"],
      ["End", "n7"],
    ];
    for (const [key, id] of walk) {
      await panel.page.keyboard.press(key);
      assert.equal(await focused(), id, key);
    }
    await panel.page.keyboard.press("ArrowLeft");
    await panel.page.keyboard.press("Enter");
    assert.deepEqual((await panel.sent("reveal")).at(-1), {
      kind: "reveal",
      span: tutorial.nodes[6]?.span,
      focus: true,
    });
    assert.equal(await panel.page.locator('.card[tabindex="0"]').count(), 1);
    await panel.page.locator(".details h2", { hasText: /^sub$/ }).waitFor();
    await panel.page.keyboard.press("Escape");
    assert.equal(await panel.page.locator(".card.selected").count(), 0);
  });

  it("zooms by keys, wheel and buttons, about the pointer", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    const percent = async (): Promise<number> =>
      Number.parseInt((await panel.page.locator(".percent").textContent()) ?? "", 10);
    const fitted = await percent();
    await panel.card("n7").focus();
    await panel.page.keyboard.press("+");
    assert.ok((await percent()) > fitted);
    await panel.page.keyboard.press("0");
    assert.equal(await percent(), fitted);
    const box = await panel.card("n0").boundingBox();
    assert.ok(box);
    await panel.page.mouse.move(box.x, box.y);
    await panel.page.keyboard.down("Control");
    await panel.page.mouse.wheel(0, -50);
    await panel.page.keyboard.up("Control");
    await panel.page.waitForFunction(
      (before) => document.querySelector(".percent")?.textContent !== `${before}%`,
      fitted,
    );
    const after = await panel.card("n0").boundingBox();
    assert.ok(after && Math.abs(after.x - box.x) < 2 && Math.abs(after.y - box.y) < 2);
    await panel.page
      .getByRole("button", { name: strings.zoomReset })
      .or(panel.page.locator(".percent"))
      .first()
      .click();
    assert.equal(await percent(), 100);
  });

  it("pointing at a node shows its rule and exact numbers, and copies them", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.card("n6").hover();
    const details = panel.page.locator(".details");
    assert.match((await details.textContent()) ?? "", /e = \(a · w \+ b\) − y_true.*∂L\/∂y_true = −∂L\/∂e/);
    assert.match((await details.textContent()) ?? "", /From.*x = add, y = y_true/);
    await panel.card("n6").click();
    await panel.page.getByRole("button", { name: strings.copyGradient }).click();
    assert.deepEqual(await panel.sent("copy"), [{ kind: "copy", text: "−2" }]);
  });

  it("marks the nodes at the editor's cursor, and selects one it is asked to show", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.say({ kind: "cursor", nodes: ["n1", "n2"], show: false });
    assert.equal(await panel.page.locator(".card.at-cursor").count(), 2);
    assert.equal(await panel.page.locator(".card.selected").count(), 0);
    await panel.say({ kind: "cursor", nodes: ["n3"], show: true });
    assert.equal(await panel.page.locator(".card.selected").getAttribute("data-card"), "n3");
    assert.equal(await panel.page.locator(".details h2").textContent(), "b");
  });

  it("the list has the same content, in a table with heads", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.page.getByRole("tab", { name: strings.tabList, exact: true }).click();
    const rows = panel.page.locator(".list tbody tr");
    assert.equal(await rows.count(), 8);
    const texts = await rows.allInnerTexts();
    assert.match(texts[1] ?? "", /w\s+input\s+3\s+▼?\s*−4/);
    assert.match(texts[2] ?? "", /mul\s+mul\s+6\s+▼?\s*−2\s+x = a, y = w/);
    assert.equal(await panel.page.getByRole("columnheader").count(), 8);
    await rows.nth(0).getByRole("button").focus();
    await panel.page.keyboard.press("ArrowDown");
    await panel.page.keyboard.press("Enter");
    assert.deepEqual((await panel.sent("reveal")).at(-1), {
      kind: "reveal",
      span: tutorial.nodes[1]?.span,
      focus: true,
    });
    await panel.screenshot("list-dark");
  });

  it("text of the user's stays text", async () => {
    const panel = await open();
    await panel.draw(hostile);
    for (const tab of [strings.tabGraph, strings.tabList]) {
      await panel.page.getByRole("tab", { name: tab, exact: true }).click();
      const root = panel.page.locator("#root");
      assert.equal(await root.locator("img, script, iframe, style, h1, i[onload]").count(), 0);
      assert.ok((await root.textContent())?.includes("<img src=x onerror=alert(1)>"));
    }
    await panel.say(
      graphMessage(null, { problems: [{ ...problem, message: "<img src=x onerror=alert(4)>" }] }),
    );
    assert.equal(await panel.page.locator("#root img").count(), 0);
    await panel.page.getByRole("tab", { name: strings.tabGraph, exact: true }).click();
    await panel.draw(hostile);
    await panel.screenshot("hostile-dark");
  });

  it("messages of another form are left aside", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    for (const message of [
      null,
      3,
      { kind: "graph", view: { nodes: [null], edges: [] } },
      { kind: "check", check: { kind: "done", rows: 3 } },
    ])
      await panel.say(message);
    assert.equal(await panel.page.locator(".card").count(), 8);
  });

  it("the check is started, shows progress, is cancelled, and ends in a table", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.page.getByRole("button", { name: strings.check }).click();
    assert.equal((await panel.sent("check")).length, 1);
    await panel.say({ kind: "check", check: { kind: "running", done: 1234, total: 8000 } });
    await panel.page.getByText("Checking gradients: 1,234 of 8,000").waitFor();
    assert.equal(
      await panel.page.locator("progress").evaluate((bar: HTMLProgressElement) => bar.value / bar.max),
      1234 / 8000,
    );
    assert.ok(await panel.page.getByRole("button", { name: strings.check }).isDisabled());
    await panel.screenshot("checking-dark");
    await panel.page.getByRole("button", { name: strings.cancel }).click();
    assert.equal((await panel.sent("cancelCheck")).length, 1);
    await panel.say({ kind: "check", check: checked });
    const rows = panel.page.locator(".check tbody tr");
    const texts = await rows.allInnerTexts();
    assert.match(texts[0] ?? "", /w\s+scalar\s+−4\s+−4\.001\s+2\.5e−4\s+✓\s*match\s+relative error[\s\S]*1 of 1/);
    assert.match(texts[1] ?? "", /kink[\s\S]*corner at 0[\s\S]*3 directions and 24 of 100,352 elements[\s\S]*\[3, 17\]/);
    for (const [at, word] of ["match", "kink", "ill-conditioned", "wrong"].entries())
      assert.equal(await rows.nth(at).locator(".verdict-word").textContent(), word);
    assert.equal(new Set(await panel.page.locator("tbody .verdict-sign").allTextContents()).size, 4);
    await rows.nth(1).getByRole("button", { name: "relu, line 7" }).click();
    assert.deepEqual(await panel.sent("reveal"), [{ kind: "reveal", span: { start: 30, end: 40 }, focus: true }]);
    await rows.nth(1).locator("summary").click();
    await rows.nth(1).getByText(strings.checkLeft).waitFor();
    // Only one verdict's rows, and all again.
    const filter = panel.page.locator(".check").getByRole("button", { name: /1 wrong/ });
    await filter.click();
    assert.equal(await panel.page.locator(".check tbody tr:visible").count(), 1);
    assert.equal(await filter.getAttribute("aria-pressed"), "true");
    await filter.click();
    assert.equal(await panel.page.locator(".check tbody tr:visible").count(), 4);
    await panel.say({ kind: "check", check: { ...checked, outdated: true } });
    await panel.page.getByText(strings.checkOutdated).waitFor();
    await panel.page.getByRole("button", { name: strings.close }).click();
    assert.ok(await panel.page.locator(".check").isHidden());
  });

  it("a check that could check nothing says why", async () => {
    const panel = await open();
    await panel.draw(tutorial);
    await panel.say({
      kind: "check",
      check: { kind: "done", rows: [], cancelled: false, problem: "L is not a scalar.", outdated: false },
    });
    await panel.page.locator(".check").getByText("L is not a scalar.").waitFor();
    await panel.say({
      kind: "check",
      check: { kind: "done", rows: [], cancelled: true, problem: null, outdated: false },
    });
    await panel.page.getByText(strings.checkCancelledEmpty).waitFor();
  });

  it("without a target it says what is needed and what stands in the way", async () => {
    const panel = await open();
    await panel.say(graphMessage(null, { problems: [problem] }));
    await panel.page.getByText(strings.noTargetTitle).waitFor();
    await panel.page.getByRole("button", { name: problem.message }).click();
    assert.deepEqual(await panel.sent("reveal"), [{ kind: "reveal", span: problem.span, focus: true }]);
    assert.ok(await panel.page.getByRole("button", { name: strings.check }).isDisabled());
    await panel.screenshot("empty-dark");
  });

  it("a network of forty nodes begins readable, and fits when asked", async () => {
    const panel = await open({ width: 1280, height: 800 });
    await panel.draw(network());
    await panel.card(network().targetId ?? "").waitFor();
    const target = await panel.card(network().targetId ?? "").boundingBox();
    assert.ok(target && target.x > 0 && target.x + target.width <= 1280, "the target is in view");
    assert.ok(target.width > 100, "and can be read");
    assert.ok((await panel.page.locator(".edge .shape").allTextContents()).includes("[32, 128]"));
    await panel.screenshot("network-dark");
    await panel.page.getByRole("button", { name: strings.group }).click();
    await panel.page.locator(".frame").waitFor();
    await panel.page.getByRole("button", { name: strings.fit }).click();
    await panel.page.waitForFunction(() => document.querySelectorAll(".card").length >= 30);
    await panel.screenshot("network-grouped-dark");
  });

  it("four hundred nodes come as groups that open and close", async () => {
    const panel = await open({ width: 1280, height: 800 });
    const start = Date.now();
    await panel.draw(loops());
    const milliseconds = Date.now() - start;
    assert.ok(milliseconds < 10_000, `${milliseconds} ms`);
    await panel.page.getByText("1240 more nodes are not drawn").waitFor();
    const cards = await panel.page.locator(".card").count();
    assert.ok(cards <= 40, String(cards));
    await panel.screenshot("loops-dark");
    const group = panel.page.locator(".card.group", { hasText: "cell" }).last();
    await group.focus();
    await panel.page.keyboard.press("Enter");
    await panel.page.waitForFunction((before) => document.querySelectorAll(".card").length > before, cards);
    await panel.screenshot("loops-open-dark");
    await panel.page.locator(".frame-head", { hasText: "cell" }).last().click();
    await panel.page.waitForFunction((before) => document.querySelectorAll(".card").length === before, cards);
  });

  it("comes back after a reload as it was looked at", async () => {
    const first = await open();
    await first.draw(tutorial);
    await first.card("n4").click();
    await first.page.getByRole("tab", { name: strings.tabList, exact: true }).click();
    const kept = await first.page.evaluate(() => window.kept);
    await first.close();
    const second = await open({ kept });
    await second.say(graphMessage(tutorial));
    await second.page.locator(".list tr.selected").waitFor();
    assert.equal(await second.page.locator(".list tr.selected").getAttribute("data-card"), "n4");
    assert.deepEqual(Object.keys(Object(kept)).sort(), ["subject", "view"]);
  });

  it("is usable when narrow", async () => {
    const panel = await open({ width: 380, height: 700 });
    await panel.draw(tutorial);
    await panel.card("n7").click();
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 380);
    await panel.screenshot("narrow-dark");
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`can be read in ${theme}`, async () => {
      const panel = await open({ theme });
      await panel.draw(tutorial);
      await panel.say({ kind: "cursor", nodes: ["n3"], show: false });
      await panel.card("n2").click();
      await panel.page.mouse.move(5, 300);
      await panel.screenshot(`tutorial-${theme}`);
      for (const selector of [".card .title", ".card .number", ".card .label", ".details .formula", ".what"])
        assert.ok((await contrast(panel, selector)) >= 4.5, `${selector} against its background`);
      await panel.page.setViewportSize({ width: 960, height: 900 });
      await panel.say({ kind: "check", check: checked });
      await panel.screenshot(`check-${theme}`);
    });
});

/** The contrast of WCAG 2 between a text and the page's or card's opaque background. */
function contrast(panel: Webview, selector: string): Promise<number> {
  return panel.page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      if (canvas === null) return 0;
      const luminance = (colors: string[]): number => {
        for (const color of colors) {
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
        }
        const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((byte) => {
          const part = byte / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const grounds: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement)
        grounds.unshift(getComputedStyle(at).backgroundColor);
      const [text, ground] = [luminance([...grounds, getComputedStyle(element).color]), luminance(grounds)];
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    });
}
