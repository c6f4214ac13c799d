/**
 * A list of which only the cards in sight are in the page. Heights of cards that were never seen are guessed; what is
 * measured later above the sight moves the scroll position along, so that nothing jumps.
 */
import { h } from "../elements.js";

/** Pixels of a card nobody has seen. */
const GUESS = 120;
/** Pixels above and below the sight that are drawn too. */
const MARGIN = 400;

export class CardList {
  readonly element: HTMLElement;
  private readonly above = h("div", { attributes: { role: "presentation" } });
  private readonly below = h("div", { attributes: { role: "presentation" } });
  private heights: number[] = [];
  private drawn = new Map<number, HTMLElement>();
  private current = 0;

  constructor(
    label: string,
    /** The card at a place; null: it is not there yet. */
    private readonly cardAt: (at: number) => HTMLElement | null,
    /** These places came into sight. */
    private readonly seen: (from: number, to: number) => void,
  ) {
    this.element = h("div", { class: "steps-list", attributes: { role: "list", tabindex: "0", "aria-label": label } }, this.above, this.below);
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** Another list of so many cards; `keepHeights`: the same ones with other numbers. */
  reset(total: number, keepHeights: boolean): void {
    this.heights = Array.from({ length: total }, (_, i) => (keepHeights ? (this.heights[i] ?? GUESS) : GUESS));
    this.forget();
  }

  /** Cards are other ones now, or there at last. */
  forget(): void {
    this.drawn = new Map();
    this.draw();
  }

  mark(current: number): void {
    this.current = current;
    for (const [at, card] of this.drawn) this.dress(at, card);
  }

  /** Brings a card into the middle, or its head to the top where it is larger than the sight. */
  centre(at: number, smooth: boolean): void {
    // What comes into sight is measured, and then its place is known.
    for (let i = 0; i < 3; i++) {
      this.element.scrollTop = this.middle(at);
      this.draw();
    }
    if (!smooth) return;
    const to = this.element.scrollTop;
    this.element.scrollTop = this.before;
    this.element.scrollTo({ top: to, behavior: "smooth" });
  }

  /** Where the scroll stood when the last draw was asked for by the user's eyes. */
  private before = 0;

  remember(): void {
    this.before = this.element.scrollTop;
  }

  isInSight(at: number): boolean {
    const top = this.offset(at);
    return top < this.element.scrollTop + this.element.clientHeight && top + (this.heights[at] ?? 0) > this.element.scrollTop;
  }

  private middle(at: number): number {
    const height = this.heights[at] ?? GUESS;
    return Math.max(0, this.offset(at) - Math.max(0, (this.element.clientHeight - height) / 2));
  }

  private offset(at: number): number {
    let sum = 0;
    for (let i = 0; i < at; i++) sum += this.heights[i] ?? GUESS;
    return sum;
  }

  private draw(): void {
    const { element, heights } = this;
    const [top, bottom] = [element.scrollTop - MARGIN, element.scrollTop + element.clientHeight + MARGIN];
    let first = 0;
    let y = 0;
    while (first < heights.length - 1 && y + heights[first]! < top) y += heights[first++]!;
    const start = y;
    let end = first;
    const cards: HTMLElement[] = [];
    const drawn = new Map<number, HTMLElement>();
    for (; end < heights.length && y < bottom; end++) {
      const card = this.drawn.get(end) ?? this.cardAt(end) ?? h("div", { class: "step waiting", attributes: { "aria-hidden": "true" } });
      if (!card.classList.contains("waiting")) drawn.set(end, card);
      this.dress(end, card);
      cards.push(card);
      y += heights[end]!;
    }
    this.drawn = drawn;
    this.put(cards);
    this.above.style.height = `${start}px`;
    this.measure(first, cards);
    this.below.style.height = `${heights.slice(end).reduce((sum, height) => sum + height, 0)}px`;
    if (end > first) this.seen(first, end);
  }

  /** Without a change where it is there already: what is taken out of the page loses its focus. */
  private put(cards: readonly HTMLElement[]): void {
    const wanted = new Set<Element>([this.above, this.below, ...cards]);
    for (const child of [...this.element.children]) if (!wanted.has(child)) child.remove();
    let after: Element = this.above;
    for (const card of cards) {
      if (after.nextElementSibling !== card) after.after(card);
      after = card;
    }
  }

  private measure(first: number, cards: readonly HTMLElement[]): void {
    let moved = 0;
    cards.forEach((card, i) => {
      if (card.classList.contains("waiting")) return;
      const height = card.offsetHeight;
      const change = height - this.heights[first + i]!;
      if (change !== 0 && card.offsetTop + height < this.element.scrollTop) moved += change;
      this.heights[first + i] = height;
    });
    if (moved !== 0) this.element.scrollTop += moved;
  }

  private dress(at: number, card: HTMLElement): void {
    card.classList.toggle("current", at === this.current);
    if (at === this.current) card.setAttribute("aria-current", "step");
    else card.removeAttribute("aria-current");
    card.dataset.at = String(at);
  }
}
