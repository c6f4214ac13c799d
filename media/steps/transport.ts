/** First, previous, play, next, last; speed; the scrubber with the two passes marked; the level of detail. */
import type { StepLevel } from "../../src/engine/report/views/steps.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { button, h, icon, say } from "../elements.js";
import { LEVELS, SPEEDS } from "./kept.js";

export interface TransportActions {
  readonly go: (position: number) => void;
  readonly play: () => void;
  readonly speed: (speed: number) => void;
  readonly level: (level: StepLevel) => void;
}

export interface TransportState {
  readonly position: number;
  readonly total: number;
  readonly backwardFrom: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly level: StepLevel;
}

export class Transport {
  readonly element: HTMLElement;
  private position = 0;
  private total = 0;
  private readonly first: HTMLButtonElement;
  private readonly previous: HTMLButtonElement;
  private readonly playing: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly last: HTMLButtonElement;
  private readonly scrubber: HTMLInputElement;
  private readonly forward: HTMLElement;
  private readonly backward: HTMLElement;
  private readonly count = h("span", { class: "number quiet steps-count" });
  private readonly speeds: HTMLSelectElement;
  private readonly levels: ReadonlyMap<StepLevel, HTMLButtonElement>;

  constructor(
    private readonly strings: PanelStrings,
    actions: TransportActions,
  ) {
    const { go } = actions;
    this.first = button({ class: "quiet-button", icon: "first", label: strings.stepsFirst, onClick: () => go(0) });
    this.previous = button({ class: "quiet-button", icon: "previous", label: strings.stepsPrevious, onClick: () => go(this.position - 1) });
    this.playing = button({ class: "quiet-button steps-play", icon: "play", label: strings.stepsPlay, onClick: actions.play });
    this.next = button({ class: "quiet-button", icon: "next", label: strings.stepsNext, onClick: () => go(this.position + 1) });
    this.last = button({ class: "quiet-button", icon: "last", label: strings.stepsLast, onClick: () => go(this.total - 1) });
    this.scrubber = h("input", { class: "steps-scrubber", attributes: { type: "range", min: "0", step: "1", "aria-label": strings.stepsPosition } });
    this.scrubber.oninput = () => go(Number(this.scrubber.value));
    this.forward = h("span", { text: strings.stepsForward });
    this.backward = h("span", { text: strings.stepsBackward });
    this.speeds = h("select", { class: "steps-speed", title: strings.stepsSpeed, attributes: { "aria-label": strings.stepsSpeed } }, ...SPEEDS.map((speed) => h("option", { text: `${speed}×`, attributes: { value: String(speed) } })));
    this.speeds.onchange = () => actions.speed(Number(this.speeds.value));
    const names = { layer: [strings.stepsLayer, strings.stepsLayerTitle], operation: [strings.stepsOperation, strings.stepsOperationTitle], element: [strings.stepsElement, strings.stepsElementTitle] } as const;
    this.levels = new Map(LEVELS.map((level) => [level, button({ class: "quiet-button", label: names[level][0], text: names[level][0], title: names[level][1], pressed: false, onClick: () => actions.level(level) })]));
    this.element = h(
      "div",
      { class: "steps-transport", attributes: { role: "toolbar", "aria-label": strings.stepsTransport } },
      h("div", { class: "buttons" }, this.first, this.previous, this.playing, this.next, this.last),
      this.speeds,
      h("div", { class: "steps-track" }, h("div", { class: "steps-passes quiet", attributes: { "aria-hidden": "true" } }, this.forward, this.backward), this.scrubber),
      this.count,
      h("div", { class: "buttons steps-levels", attributes: { role: "group", "aria-label": strings.stepsLevel } }, ...this.levels.values()),
    );
  }

  show({ position, total, backwardFrom, isPlaying, speed, level }: TransportState): void {
    const { strings } = this;
    this.position = position;
    this.total = total;
    for (const [one, isOff] of [[this.first, position <= 0], [this.previous, position <= 0], [this.next, position >= total - 1], [this.last, position >= total - 1]] as const) one.setAttribute("aria-disabled", String(isOff));
    const label = isPlaying ? strings.stepsPause : strings.stepsPlay;
    if (this.playing.title !== label) {
      this.playing.title = label;
      this.playing.setAttribute("aria-label", label);
      this.playing.replaceChildren(icon(isPlaying ? "pause" : "play"));
    }
    this.scrubber.max = String(Math.max(0, total - 1));
    this.scrubber.value = String(position);
    const text = say(strings.stepsOf, { at: Math.min(position + 1, total), total });
    this.scrubber.setAttribute("aria-valuetext", text);
    this.count.textContent = `${Math.min(position + 1, total)} / ${total}`;
    this.count.title = text;
    this.forward.style.flexGrow = String(Math.max(1, backwardFrom));
    this.backward.style.flexGrow = String(Math.max(1, total - backwardFrom));
    this.forward.classList.toggle("on", position < backwardFrom);
    this.backward.classList.toggle("on", position >= backwardFrom);
    this.speeds.value = String(speed);
    for (const [one, element] of this.levels) element.setAttribute("aria-pressed", String(one === level));
  }
}
