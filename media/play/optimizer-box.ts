/** Gradient descent on the graph: a look one step ahead, and the step itself. */
import type { PlayAnswer, PlayMethod, PlayStep } from "../../src/engine/report/views/play.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, s, say } from "../elements.js";
import { METHODS } from "./moves.js";
import { NumberField } from "./number-field.js";
import { plainNumber } from "./scale.js";

export interface OptimizerDoors {
  readonly chosen: (method: PlayMethod, rate: number) => void;
  readonly step: (count: number) => void;
  readonly undo: () => void;
}

/** Steps looked ahead in the little picture. */
export const AHEAD = 20;
/** Exponents of the slider's ends. */
const [LEAST, MOST] = [-5, 1];

export class OptimizerBox {
  readonly element: HTMLElement;
  private readonly method: HTMLSelectElement;
  private readonly slider: HTMLInputElement;
  private readonly field: NumberField;
  private readonly rule = h("p", { class: "number quiet" });
  private readonly predicted = h("dd", { class: "number" });
  private readonly actual = h("dd", { class: "number" });
  private readonly verdict = h("p", { class: "play-verdict" });
  private readonly picture = s("svg", { class: "play-path", attributes: { viewBox: "0 0 200 44", role: "img", preserveAspectRatio: "none" } });
  private readonly pathWords = h("p", { class: "quiet number" });
  private readonly taken = h("span", { class: "quiet" });
  private readonly back: HTMLButtonElement;
  private rate = 0.1;

  constructor(
    private readonly strings: PanelStrings,
    private readonly doors: OptimizerDoors,
  ) {
    this.method = h("select", { attributes: { "aria-label": strings.playMethod } }, ...METHODS.map((name) => h("option", { text: name === "momentum" ? strings.playMomentum : name, attributes: { value: name } })));
    this.slider = h("input", { attributes: { type: "range", min: String(LEAST), max: String(MOST), step: "0.05", "aria-label": strings.playRateSlider } });
    this.field = new NumberField(strings.playRate, (rate) => { if (rate > 0) this.choose(rate); });
    this.method.addEventListener("change", () => this.choose(this.rate));
    this.slider.addEventListener("input", () => this.choose(Number((10 ** this.slider.valueAsNumber).toPrecision(2))));
    this.back = button({ class: "secondary", label: strings.playUndo, onClick: doors.undo });
    this.element = h(
      "section",
      { class: "play-optimizer", attributes: { "aria-labelledby": "play-optimizer" } },
      h("h2", { text: strings.playOptimizer, attributes: { id: "play-optimizer" } }),
      h("p", { class: "quiet", text: strings.playMission }),
      h("div", { class: "play-controls" }, this.method, h("span", { text: strings.playRate, attributes: { "aria-hidden": "true" } }), this.field.element, this.slider),
      this.rule,
      h("dl", {}, h("dt", { text: strings.playPredicted }), this.predicted, h("dt", { text: strings.playActual }), this.actual),
      this.verdict,
      h("div", { class: "play-controls" }, button({ class: "primary", label: strings.playStep, onClick: () => doors.step(1) }), button({ class: "secondary", label: strings.playTenSteps, onClick: () => doors.step(10) }), this.back, this.taken),
      this.picture,
      this.pathWords,
    );
  }

  show({ method, rate }: Pick<PlayStep, "method" | "rate">, answer: PlayAnswer, taken: number, canUndo: boolean): void {
    const { strings } = this;
    this.rate = rate;
    this.method.value = method;
    this.slider.value = String(Math.log10(rate));
    this.slider.setAttribute("aria-valuetext", plainNumber(rate));
    this.field.show(plainNumber(rate));
    this.rule.textContent = { SGD: strings.playRuleSgd, momentum: strings.playRuleMomentum, Adam: strings.playRuleAdam }[method].replaceAll("L", answer.symbol);
    this.taken.textContent = taken === 0 ? "" : say(strings.playTaken, { count: taken });
    this.back.disabled = !canUndo;
    const { ahead } = answer;
    if (ahead === null) return;
    this.predicted.textContent = ahead.predicted.text;
    this.actual.textContent = ahead.actual.text;
    const verdict = verdictOf(ahead.predicted.number, ahead.actual.number);
    this.verdict.textContent = say({ flat: strings.playFlat, uphill: strings.playUphill, rises: strings.playRises, lessThanHalf: strings.playLess, asPromised: strings.playAsPromised, bent: strings.playBent, notFinite: strings.playDiverges }[verdict], { symbol: answer.symbol });
    this.verdict.dataset.verdict = verdict;
    this.drawPath(ahead.path, answer.symbol);
  }

  private choose(rate: number): void {
    this.rate = rate;
    // `as`: the options are the methods.
    this.doors.chosen(this.method.value as PlayMethod, rate);
  }

  private drawPath(path: readonly (number | null)[], symbol: string): void {
    const finite = path.filter((loss) => loss !== null);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const place = (loss: number, i: number): string => `${((i / Math.max(1, path.length - 1)) * 196 + 2).toFixed(1)} ${(40 - ((loss - low) / (high - low || 1)) * 36).toFixed(1)}`;
    let isOpen = false;
    const parts = path.map((loss, i) => {
      const part = loss === null ? "" : `${isOpen ? "L" : "M"}${place(loss, i)}`;
      isOpen = loss !== null;
      return part;
    });
    const last = path.at(-1) ?? null;
    const words = say(this.strings.playPath, { symbol, count: path.length - 1, from: plainNumber(path[0] ?? Number.NaN), to: last === null ? this.strings.playNotFinite : plainNumber(last) });
    this.pathWords.textContent = words;
    this.picture.setAttribute("aria-label", words);
    this.picture.replaceChildren(s("path", { attributes: { d: parts.join("") } }));
  }
}

type Verdict = "flat" | "uphill" | "rises" | "lessThanHalf" | "asPromised" | "bent" | "notFinite";

function verdictOf(predicted: number | null, actual: number | null): Verdict {
  if (predicted === null || actual === null) return "notFinite";
  if (predicted === 0) return "flat";
  // What momentum has gathered may point uphill.
  if (predicted > 0) return "uphill";
  if (actual > 0) return "rises";
  const share = actual / predicted;
  return share < 0.5 ? "lessThanHalf" : share < 0.9 || share > 1.1 ? "bent" : "asPromised";
}
