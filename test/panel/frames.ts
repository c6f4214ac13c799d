/** How long the panel takes: from the graph's message to what is painted, and from frame to frame while it moves. */
import type { ToPanel } from "../../src/extension/panel/messages.js";
import type { Webview } from "./webview.js";

export interface Times {
  readonly median: number;
  readonly high: number;
  readonly worst: number;
}

/** Milliseconds from the message to the frame in which the drawing is there. */
export async function firstPaint({ page }: Webview, message: ToPanel): Promise<number> {
  const data = JSON.stringify(message);
  return page.evaluate(async (json) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const start = performance.now();
    window.postMessage(JSON.parse(json), "*");
    const isThere = (): boolean =>
      document.querySelector(".board .card") !== null ||
      document.querySelector<HTMLCanvasElement>(".board .far:not([hidden])")?.width !== undefined;
    while (!isThere()) await frame();
    await frame();
    return performance.now() - start;
  }, data);
}

/** Times between frames while the wheel turns in each: along, down, and in and out again about the middle. */
export async function frameTimes({ page }: Webview): Promise<{ readonly pan: Times; readonly zoom: Times }> {
  const [pan, zoom] = await page.evaluate(async () => {
    const canvas = document.querySelector(".canvas");
    if (canvas === null) return [[], []];
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
    const run = async (frames: number, move: (i: number) => WheelEventInit): Promise<number[]> => {
      const times: number[] = [];
      let last = 0;
      for (let i = 0; i < frames; i++) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        if (i > 0) times.push(now - last);
        last = now;
        canvas.dispatchEvent(new WheelEvent("wheel", { ...at, ...move(i) }));
      }
      return times;
    };
    const panned = await run(180, (i) => ({ deltaX: i < 90 ? 24 : -24, deltaY: 9 * Math.sin(i / 9) }));
    const zoomed = await run(160, (i) => ({ ctrlKey: true, deltaY: i % 80 < 40 ? 4 : -4 }));
    return [panned, zoomed];
  });
  return { pan: summary(pan ?? []), zoom: summary(zoom ?? []) };
}

function summary(times: readonly number[]): Times {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { median: at(0.5), high: at(0.95), worst: at(1) };
}
