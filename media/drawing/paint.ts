/** The theme's colours for what is painted and not made of elements: read from the page, where the style sheet has them. */
import { h } from "../elements.js";
import { SHADES } from "../scale.js";

const NAMES = ["line", "border", "text", "quiet", "focus", "ground", "raised", "frame", "flow", "none"] as const;

export type PaintName = (typeof NAMES)[number];

export class Paints {
  private readonly probes = new Map<string, HTMLElement>();
  readonly element = h("div", { class: "paints", attributes: { "aria-hidden": "true" } });
  private known = new Map<string, string>();

  constructor() {
    for (const name of [...NAMES, ...Array.from({ length: SHADES + 1 }, (_, i) => `shade-${i}`)]) {
      const probe = h("i", { class: `paint-${name}` });
      this.probes.set(name, probe);
      this.element.append(probe);
    }
  }

  /** The theme has changed. */
  forget(): void {
    this.known = new Map();
  }

  of(name: PaintName): string {
    return this.read(name);
  }

  /** 0: a gradient of zero; SHADES: the largest. */
  shade(shade: number): string {
    return this.read(`shade-${shade}`);
  }

  private read(name: string): string {
    let color = this.known.get(name);
    if (color === undefined) {
      const probe = this.probes.get(name);
      color = probe === undefined ? "" : getComputedStyle(probe).color;
      // Outside the page nothing has a colour.
      if (color !== "") this.known.set(name, color);
    }
    return color;
  }
}
