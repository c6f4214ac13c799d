/** Pictures that a page is drawing into pixels: an extension has no canvas of its own. */
import type { DocumentAnswer } from "../../engine/report/views/document.js";
import type { FromPanel, ToPanel } from "./messages.js";

/** A page that is being opened answers when it is ready. */
const PATIENCE = 15_000;

type Asked = Extract<ToPanel, { readonly kind: "rasterize" }>;

export class Rasters {
  private readonly waiting = new Map<number, { readonly asked: Asked; readonly settle: (png: Uint8Array | null) => void }>();
  private count = 0;

  constructor(private readonly say: (message: ToPanel) => void) {}

  /** PNG; null: too large, or the page did not answer. */
  draw({ text, width, height }: DocumentAnswer): Promise<Uint8Array | null> {
    const asked: Asked = { kind: "rasterize", id: ++this.count, svg: text, width, height };
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(asked.id, null), PATIENCE);
      const settle = (png: Uint8Array | null): void => {
        clearTimeout(timer);
        resolve(png);
      };
      this.waiting.set(asked.id, { asked, settle });
      this.say(asked);
    });
  }

  /** The page was not there before: what it missed. */
  sayAgain(): void {
    for (const { asked } of this.waiting.values()) this.say(asked);
  }

  hear({ id, png }: FromPanel & { readonly kind: "raster" }): void {
    this.settle(id, png === null ? null : bytesOf(png));
  }

  dispose(): void {
    for (const id of [...this.waiting.keys()]) this.settle(id, null);
  }

  private settle(id: number, png: Uint8Array | null): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.settle(png);
  }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
