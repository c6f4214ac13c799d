/**
 * Other numbers in the inputs: sliders and fields, every gradient follows, the curve over the followed input, and
 * gradient descent step by step. The numbers are the engine's: it replays the recorded graph.
 */
import "./play.css";
import type { PlayAnswer, PlayMove, PlayPlace } from "../../src/engine/report/views/play.js";
import { button, h, say } from "../elements.js";
import type { DrawnGraph, Tab, TabDoors } from "../tab.js";
import { Asking } from "./asking.js";
import { Curve } from "./curve.js";
import { InputTable } from "./input-table.js";
import { keptOptions, type PlayOptions } from "./kept.js";
import { carried, nodeKeys, stepsIn, undone, withNumber, withoutPlace, withSteps } from "./moves.js";
import { AHEAD, OptimizerBox } from "./optimizer-box.js";
import { placeKey } from "./input-row.js";
import { RangeFields } from "./range-fields.js";
import { type Range, snapped } from "./scale.js";

export class Play implements Tab {
  readonly element: HTMLElement;
  private options: PlayOptions;
  private graph: DrawnGraph | null = null;
  /** What the last answer was about. */
  private answer: PlayAnswer | null = null;
  private keys: ReadonlyMap<string, string> = new Map();
  private asked = "";
  /** What the curve was made of: a dragged point leaves it as it is. */
  private drawn = "";
  /** The moves were made on code that has changed since. */
  private isCarried = false;
  private readonly table: InputTable;
  private readonly curve: Curve;
  private readonly ranges: RangeFields;
  private readonly optimizer: OptimizerBox;
  private readonly asking: Asking<"play">;
  private readonly curveAsking: Asking<"curve">;
  private readonly value = h("span", { class: "number play-value" });
  private readonly change = h("span", { class: "number quiet" });
  private readonly resetAll: HTMLButtonElement;
  private readonly write: HTMLButtonElement;
  private readonly doubts = h("ul", { class: "play-doubts" });
  private readonly status = h("p", { class: "play-status" });

  constructor(private readonly doors: TabDoors) {
    const { strings } = doors;
    this.options = keptOptions(doors.kept("play"));
    this.keys = new Map(Object.entries(this.options.keys));
    this.asking = new Asking("play", doors.ask, (asked, milliseconds) => {
      if (asked.kind === "failed") this.tell(say(strings.tabFailed, { reason: asked.message }));
      else if (asked.answer !== null) this.hear(asked.answer, milliseconds);
    });
    this.curveAsking = new Asking("curve", doors.ask, (asked) => {
      if (asked.kind === "answer" && asked.answer !== null) this.curve.curve(asked.answer.points, this.followedRange());
    });
    this.table = new InputTable(doors, {
      move: (place, value) => this.move(withNumber(this.options.moves, place, value)),
      follow: (place) => this.follow(place),
      train: (node, isTrained) => this.train(node, isTrained),
      ranged: (place, range) => this.keep({ ranges: { ...this.options.ranges, [placeKey(place)]: range } }),
      show: (place) => this.showElement(place),
    });
    this.curve = new Curve(strings, (x) => {
      const row = this.followedRow();
      if (row !== null) row.set(snapped(x, row.range), true);
    });
    this.ranges = new RangeFields(strings, (range) => {
      this.followedRow()?.setRange(range);
      this.askCurve();
    });
    this.optimizer = new OptimizerBox(strings, {
      chosen: (method, rate) => {
        this.keep({ method, rate });
        this.ask();
      },
      step: (count) => this.step(count),
      undo: () => this.move(undone(this.options.moves)),
    });
    this.resetAll = button({ class: "secondary", label: strings.playResetAll, onClick: () => this.move([]) });
    this.write = button({ class: "secondary", label: strings.playWriteBack, title: strings.playWriteBackTitle, onClick: () => this.writeBack() });
    this.element = h(
      "div",
      { class: "sheet play" },
      h("div", { class: "play-head" }, this.value, this.change, h("span", { class: "play-buttons" }, this.resetAll, this.write)),
      this.status,
      this.doubts,
      h(
        "div",
        { class: "play-columns" },
        h("section", { class: "play-inputs", attributes: { "aria-label": strings.playInputs } }, this.table.element),
        h("section", { class: "play-right", attributes: { "aria-label": strings.playCurve } }, this.ranges.element, this.curve.element, this.optimizer.element),
      ),
    );
  }

  show(graph: DrawnGraph, selected: string | null): void {
    const before = this.graph;
    this.graph = graph;
    const seen = JSON.stringify(graph.view.nodes.map(({ id, title, type, value, gradient }) => [id, title, type, value, gradient]));
    if (seen !== this.asked) this.changed(graph, seen, before !== null);
    const place = selected === null || selected === this.options.follow?.node ? null : (this.table.firstOf(selected) ?? null);
    if (place !== null) this.follow(place);
  }

  writeBack(): void {
    const { moves } = this.options;
    if (moves.length === 0) this.tell(this.doors.strings.playNothingToWrite);
    else this.doors.writeBack(moves);
  }

  /** What could not be written stays as a move. */
  wroteBack({ written, refused, failure }: Parameters<NonNullable<Tab["wroteBack"]>>[0]): void {
    const { strings } = this.doors;
    const refusals = refused.map(({ name, reason }) => say(strings.playRefused, { name, reason }));
    this.tell(failure ?? [...(written > 0 ? [say(strings.playWritten, { count: written })] : []), ...refusals].join(" "));
    if (failure !== null || written === 0) return;
    const inputs = (this.answer?.inputs ?? []).filter(({ node }) => refused.some((one) => one.node === node));
    const left = inputs.flatMap(({ node, elements }) => elements.flatMap(({ element, value, original }) => (value.number === null || value.exact === original.exact ? [] : [{ node, element, value: value.number }])));
    this.move(left.length === 0 ? [] : [{ kind: "set", values: left }]);
  }

  /** Another graph: moves go to the nodes of the same names. */
  private changed(graph: DrawnGraph, seen: string, isEdit: boolean): void {
    const keys = nodeKeys(graph.view);
    const moves = carried(this.options.moves, this.keys, keys);
    const [shown, follow] = [this.options.shown, this.options.follow === null ? [] : [this.options.follow]].map((places) => carried([{ kind: "set", values: places.map((place) => ({ ...place, value: 0 })) }], this.keys, keys).flatMap((move) => (move.kind === "set" ? move.values.map(({ node, element }) => ({ node, element })) : [])));
    this.isCarried = moves.length > 0 && (isEdit ? true : this.isCarried);
    this.asked = seen;
    this.keys = keys;
    this.asking.forget();
    this.curveAsking.forget();
    this.keep({ moves, shown: shown ?? [], follow: follow?.[0] ?? null });
    this.ask();
    this.askCurve();
  }

  private move(moves: readonly PlayMove[]): void {
    if (moves.length > 0) this.status.textContent = "";
    if (moves.length === 0) this.isCarried = false;
    this.keep({ moves });
    this.ask();
    this.askCurve();
  }

  private step(count: number): void {
    const { method, rate, nodes, moves } = this.options;
    this.move(withSteps(moves, { method, rate, nodes }, count));
    this.doors.announce(say(this.doors.strings.playTaken, { count: stepsIn(this.options.moves) }));
  }

  private train(node: string, isTrained: boolean): void {
    const all = (this.answer?.inputs ?? []).filter((input) => this.isTrained(input.node)).map((input) => input.node);
    this.keep({ nodes: isTrained ? [...all, node] : all.filter((one) => one !== node) });
    this.ask();
  }

  private isTrained(node: string): boolean {
    return this.options.nodes?.includes(node) ?? this.answer?.inputs.find((input) => input.node === node)?.isTrained ?? false;
  }

  private follow(place: PlayPlace): void {
    const { follow } = this.options;
    if (follow !== null && placeKey(follow) === placeKey(place)) return;
    this.keep({ follow: place });
    this.table.mark(place);
    this.doors.select(place.node);
    this.doors.light([place.node], place.node);
    this.ask();
    this.askCurve();
  }

  private showElement(place: PlayPlace): void {
    if (!this.options.shown.some((one) => placeKey(one) === placeKey(place))) this.keep({ shown: [...this.options.shown, place] });
    this.follow(place);
    this.ask();
  }

  private ask(): void {
    const { moves, shown, follow, method, rate, nodes } = this.options;
    this.asking.want({ moves, shown, follow, ahead: { method, rate, nodes, count: AHEAD } });
  }

  private askCurve(): void {
    const { follow, moves } = this.options;
    if (follow === null || this.followedRow() === null) return;
    const { from, to } = this.followedRange();
    const others = withoutPlace(moves, follow);
    const key = JSON.stringify([this.asked, others, follow, from, to]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.ranges.show({ from, to }, this.followedRow()?.name ?? "");
    this.curveAsking.want({ moves: others, over: follow, from, to });
  }

  private hear(answer: PlayAnswer, milliseconds: number): void {
    const { strings } = this.doors;
    this.answer = answer;
    this.value.textContent = `${answer.symbol} = ${answer.value.text}`;
    this.value.title = answer.value.exact;
    const isMoved = this.options.moves.length > 0;
    this.change.textContent = isMoved ? say(strings.playChange, { original: answer.original.text, change: answer.change.text }) : "";
    this.resetAll.disabled = !isMoved;
    this.write.disabled = !isMoved;
    const texts = [...(this.isCarried ? [strings.playCarried] : []), ...answer.doubts.map(({ text }) => text)];
    this.doubts.replaceChildren(...texts.map((text) => h("li", { text })));
    this.table.update(answer, (node) => this.isTrained(node), this.options.ranges);
    const first = answer.inputs.flatMap((input) => input.elements.map(({ element }) => ({ node: input.node, element })));
    if (this.options.follow === null && first[0] !== undefined) {
      this.keep({ follow: first.find((place) => this.isTrained(place.node)) ?? first[0] });
      this.ask();
    }
    this.table.mark(this.options.follow);
    this.showPoint(answer);
    this.askCurve();
    this.optimizer.show(this.options, answer, stepsIn(this.options.moves), isMoved);
    // What the tests read: from the hand to the number.
    performance.measure("play", { start: performance.now() - milliseconds, duration: milliseconds });
  }

  private showPoint({ symbol, value, inputs, kink }: PlayAnswer): void {
    const { follow } = this.options;
    const element = inputs.find(({ node }) => node === follow?.node)?.elements.find((one) => one.element === follow?.element);
    const row = this.followedRow();
    if (element === undefined || row === null) return;
    this.curve.point({ name: row.name, symbol, x: element.value.number, y: value.number, original: element.original.number, slope: element.gradient, kink });
  }

  private followedRow() {
    return this.options.follow === null ? null : this.table.row(this.options.follow);
  }

  private followedRange(): Range {
    return this.followedRow()?.range ?? { from: 0, to: 1 };
  }

  private tell(text: string): void {
    this.status.textContent = text;
    this.doors.announce(text);
  }

  private keep(change: Partial<PlayOptions>): void {
    this.options = { ...this.options, ...change, keys: Object.fromEntries(this.keys) };
    this.doors.keep("play", this.options);
  }
}
