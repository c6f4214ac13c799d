/**
 * The forward and the backward pass as cards, replayed: one card at a time is the current one; its node, its place in the
 * source and the card are lit together. The cards come from the engine a window at a time.
 */
import "./steps.css";
import type { StepCard, StepLevel, StepsAnswer } from "../../src/engine/report/views/steps.js";
import { h, say } from "../elements.js";
import type { DrawnGraph, Tab, TabDoors } from "../tab.js";
import { cardElement } from "./card.js";
import { CardList } from "./card-list.js";
import { keptOptions, LEVELS, type StepsOptions } from "./kept.js";
import { Transport } from "./transport.js";

/** Milliseconds that a card stays at speed 1. */
const STAY = 2000;
/** Cards asked for at once, and how many of them before the place wanted. */
const WINDOW = 60;
const BEFORE = 20;
/** Graphs with more nodes, in modules or functions, are shown by layers at first. */
const SMALL = 24;

type Find = { readonly node: string; readonly pass: "forward" | "backward" };

export class Steps implements Tab {
  readonly element: HTMLElement;
  private options: StepsOptions;
  private graph: DrawnGraph | null = null;
  private total = 0;
  private backwardFrom = 0;
  private cards = new Map<number, StepCard>();
  /** Counts lists: an answer about an older one is dropped. */
  private list = 0;
  /** Of which list `cards` are. */
  private shown = -1;
  private asked: { readonly list: number; readonly from: number; readonly to: number } | null = null;
  private find: Find | null = null;
  /** The current card has not been lit and said yet. */
  private isPending = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly transport: Transport;
  private readonly view: CardList;
  private readonly status = h("p", { class: "quiet steps-status", attributes: { role: "status" } });

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    this.options = keptOptions(doors.kept("steps"));
    this.transport = new Transport(strings, {
      go: (position) => {
        this.pause();
        this.go(position);
      },
      play: () => (this.timer === null ? this.play() : this.pause()),
      speed: (speed) => this.keep({ speed }),
      level: (level) => this.setLevel(level),
    });
    this.view = new CardList(strings.stepsList, (at) => this.cardElement(at), (from, to) => this.want(from, to));
    this.view.element.addEventListener("click", (event) => this.clicked(event));
    this.element = h("div", { class: "steps" }, this.transport.element, this.status, this.view.element);
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  show(graph: DrawnGraph, selected: string | null): void {
    const isOther = graph !== this.graph;
    const comesUp = this.graph === null || !this.element.isConnected;
    this.graph = graph;
    if (selected !== null && selected !== this.options.node && graph.view.nodes.some(({ id }) => id === selected)) this.find = { node: selected, pass: "forward" };
    if (isOther || this.find !== null) this.renew();
    else if (comesUp) this.view.forget();
    this.isPending ||= comesUp;
    this.showTransport();
  }

  hidden(): void {
    this.pause();
    this.doors.light([], null);
  }

  private get level(): StepLevel {
    const nodes = this.graph?.view.nodes ?? [];
    return this.options.level ?? (nodes.length > SMALL && nodes.some(({ scope }) => scope.length > 0) ? "layer" : "operation");
  }

  private keep(change: Partial<StepsOptions>): void {
    this.options = { ...this.options, ...change };
    this.doors.keep("steps", this.options);
    this.showTransport();
  }

  /** The list may be another one: what is shown stays until the new one comes. */
  private renew(): void {
    this.list++;
    this.asked = null;
    this.want(this.options.position, this.options.position + 1);
  }

  private want(from: number, to: number): void {
    if (this.graph === null) return;
    const isKnown = this.shown === this.list && this.find === null;
    let missing = isKnown ? -1 : from;
    for (let at = from; isKnown && at < Math.min(to, this.total) && missing < 0; at++) if (!this.cards.has(at)) missing = at;
    if (missing < 0) return;
    if (this.asked !== null && this.asked.list === this.list && missing >= this.asked.from && missing < this.asked.to) return;
    const first = Math.max(0, missing - BEFORE);
    const { list, find } = this;
    if (this.shown < 0) this.status.textContent = this.doors.strings.stepsWaiting;
    this.asked = { list, from: first, to: first + WINDOW };
    const { toggled, elements } = this.options;
    this.doors.ask("steps", { level: this.level, from: first, count: WINDOW, toggled, elements, find }, (asked) => {
      if (list !== this.list) return;
      this.asked = null;
      if (asked.kind === "failed") this.status.textContent = say(this.doors.strings.tabFailed, { reason: asked.message });
      else if (asked.answer !== null) this.hear(asked.answer);
    });
  }

  private hear({ total, backwardFrom, from, cards, found }: StepsAnswer): void {
    this.status.textContent = "";
    const isOther = this.shown !== this.list;
    const isSame = total === this.total && backwardFrom === this.backwardFrom;
    if (isOther) {
      // A box that was opened in the forward pass moves the backward pass on.
      const shift = !isSame && this.shown >= 0 && this.options.position >= this.backwardFrom ? backwardFrom - this.backwardFrom : 0;
      this.cards = new Map();
      this.shown = this.list;
      this.total = total;
      this.backwardFrom = backwardFrom;
      if (found === null) this.setPosition(this.options.position + shift);
    }
    cards.forEach((card, i) => this.cards.set(from + i, card));
    if (isOther) this.view.reset(total, isSame);
    else this.view.forget();
    if (this.find !== null) {
      this.find = null;
      if (found !== null) this.setPosition(found);
      this.isPending = true;
    }
    this.view.mark(this.options.position);
    // It was gone to while it was not there, and its height was a guess.
    if ((isOther && !isSame) || (this.isPending && this.cards.has(this.options.position))) this.view.centre(this.options.position, false);
    this.showTransport();
    this.settle();
  }

  private setPosition(position: number): void {
    this.keep({ position: Math.max(0, Math.min(position, this.total - 1)) });
  }

  private go(position: number): void {
    if (this.total === 0) return;
    this.setPosition(position);
    this.isPending = true;
    const at = this.options.position;
    this.want(at, at + 1);
    this.view.mark(at);
    this.view.remember();
    this.view.centre(at, !reducesMotion() && this.view.isInSight(at));
    this.settle();
  }

  /** Once the current card is there: its node is the selected one, its places are lit, and it is said. */
  private settle(): void {
    const card = this.cards.get(this.options.position);
    if (card === undefined || !this.isPending) return;
    this.isPending = false;
    const { doors } = this;
    doors.light(litNodes(card), card.node);
    if (card.node !== this.options.node) this.keep({ node: card.node });
    if (card.node !== null) doors.select(card.node);
    doors.announce(card.spoken);
  }

  private setLevel(level: StepLevel): void {
    const card = this.cards.get(this.options.position);
    const isInPass = card !== undefined && card.node !== null && (card.kind === "forward" || card.kind === "backward" || card.kind === "box");
    this.find = isInPass ? { node: card.node!, pass: card.pass } : null;
    const isSeed = card?.kind === "seed";
    const isLast = card?.kind === "gradients";
    this.keep({ level, position: isLast ? Number.MAX_SAFE_INTEGER : isSeed ? this.options.position : this.find === null ? 0 : this.options.position });
    this.isPending = true;
    this.renew();
  }

  private toggle(key: string, at: number): void {
    this.setPosition(at);
    const { toggled } = this.options;
    this.keep({ toggled: toggled.includes(key) ? toggled.filter((one) => one !== key) : [...toggled, key] });
    this.isPending = true;
    this.renew();
  }

  private play(): void {
    if (this.total === 0) return;
    if (this.options.position >= this.total - 1) this.go(0);
    const next = (): void => {
      this.go(this.options.position + 1);
      if (this.options.position >= this.total - 1) this.pause();
      else this.timer = setTimeout(next, STAY / this.options.speed);
    };
    this.timer = setTimeout(next, STAY / this.options.speed);
    this.showTransport();
  }

  private pause(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.showTransport();
  }

  private showTransport(): void {
    const { position, speed } = this.options;
    this.transport.show({ position: Math.min(position, Math.max(0, this.total - 1)), total: this.total, backwardFrom: this.backwardFrom, isPlaying: this.timer !== null, speed, level: this.level });
  }

  private cardElement(at: number): HTMLElement | null {
    const card = this.cards.get(at);
    if (card === undefined) return null;
    return cardElement(card, at, this.total, this.doors.strings, {
      toggle: (key) => this.toggle(key, at),
      choose: (node, flat) => {
        this.keep({ elements: { ...this.options.elements, [node]: flat } });
        this.renew();
      },
    });
  }

  private clicked({ target }: MouseEvent): void {
    if (!(target instanceof Element) || target.closest("button, input")) return;
    const at = target.closest<HTMLElement>(".step[data-at]")?.dataset.at;
    // Text that is being selected to copy it is no choice of a card.
    if (at === undefined || getSelection()?.isCollapsed === false) return;
    this.pause();
    this.go(Number(at));
  }

  private key(event: KeyboardEvent): void {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    // Fields and buttons keep the keys that are theirs.
    if (target.closest("input, select") || (key === " " && target.closest("button"))) return;
    const { position } = this.options;
    const to = { ArrowRight: position + 1, j: position + 1, ArrowLeft: position - 1, k: position - 1, Home: 0, End: this.total - 1 }[key];
    const level = LEVELS[Number(key) - 1];
    if (to !== undefined) {
      this.pause();
      this.go(to);
    } else if (key === " ") {
      if (this.timer === null) this.play();
      else this.pause();
    } else if (level !== undefined) this.setLevel(level);
    else return;
    event.preventDefault();
  }
}

function litNodes(card: StepCard): string[] {
  switch (card.kind) {
    case "leaves": return card.leaves.flatMap(({ node }) => node ?? []);
    case "gradients": return card.gradients.flatMap(({ value: { node } }) => node ?? []);
    case "box": return [...card.nodes];
    case "seed": return card.node === null ? [] : [card.node];
    case "forward": return [card.node, ...card.inputs.map(({ node }) => node)].flatMap((node) => node ?? []);
    case "backward": return [card.node, ...card.handed.map(({ node }) => node)].flatMap((node) => node ?? []);
  }
}

const reducesMotion = (): boolean => document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches;
