/** What is to be shown in a document, whichever way it is shown: one item a name, in the order of the text. */
import type { LensEntry } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";
import type { Placed, RegionState } from "../session/region.js";
import { gradientDetail, lensText, shortText, targetText, valueText } from "./lens-text.js";
import type { Translate } from "./translate.js";

export interface LensItem {
  readonly kind: "region" | "target" | "gradient";
  readonly regionId: string;
  readonly name: string;
  readonly span: Span;
  readonly text: string;
  /** At most 12 characters; "" where inlay hints show nothing. */
  readonly short: string;
  /** Exact numbers and reasons. */
  readonly detail: string;
  /** Older than the text. */
  readonly isOld: boolean;
  /** Since when it has been waiting for a newer one; null: nothing is on its way. */
  readonly waitingSince: number | null;
}

export function lensItems(states: readonly RegionState[], t: Translate): LensItem[] {
  const taken = new Set<number>();
  const items: LensItem[] = [];
  for (const state of states) {
    const header = headerOf(state, t);
    if (header !== null) items.push(header);
    // A name under two regions belongs to the first: selection, then pins.
    for (const item of itemsOf(state, t)) {
      if (taken.has(item.span.start)) continue;
      taken.add(item.span.start);
      items.push(item);
    }
  }
  return items.sort((a, b) => a.span.start - b.span.start || order(a) - order(b));
}

const order = (item: LensItem): number => (item.kind === "region" ? 0 : 1);

/** Regions of the user's own have a lens from the first moment on, on their first line. */
function headerOf(state: RegionState, t: Translate): LensItem | null {
  const { kind, span, id } = state.region;
  if (kind === "automatic" || span === null) return null;
  const value =
    state.target === null
      ? state.report === null
        ? "…"
        : t("no target")
      : targetText(state.target.entry, t);
  return {
    kind: "region",
    regionId: id,
    name: state.target?.entry.name ?? "",
    span: { start: span.start, end: span.start },
    text: `${kind === "pin" ? "$(pinned)" : "$(selection)"} ${value}`,
    short: "",
    detail: kind === "pin" ? t("Pinned region") : t("Selected region"),
    isOld: state.stale || state.target?.held === true,
    waitingSince: state.waitingSince,
  };
}

type Texts = Pick<LensItem, "text" | "short" | "detail">;

/** Entries are moved with every key and do not change: each is written once. */
const written = new WeakMap<LensEntry, { readonly symbol: string; readonly texts: Texts }>();

function textsOf(entry: LensEntry, symbol: string, t: Translate): Texts {
  const before = written.get(entry);
  if (before?.symbol === symbol) return before.texts;
  const texts: Texts = {
    text: lensText(entry, symbol, t),
    short: shortText(entry.gradient, entry.madeUp),
    detail: gradientDetail(entry, symbol, t),
  };
  written.set(entry, { symbol, texts });
  return texts;
}

function itemsOf(state: RegionState, t: Translate): LensItem[] {
  const target = state.target;
  if (target === null) return [];
  const { entry } = target;
  const common = (placed: Placed<unknown>) => ({
    regionId: state.region.id,
    span: placed.span,
    isOld: state.stale || placed.held,
    waitingSince: state.waitingSince,
  });
  const gradients = state.lenses
    .filter(({ span }) => span.start !== target.span.start)
    .map(
      (placed): LensItem => ({
        ...common(placed),
        kind: "gradient",
        name: placed.entry.name,
        ...textsOf(placed.entry, entry.symbol, t),
      }),
    );
  const own: LensItem = {
    ...common(target),
    kind: "target",
    name: entry.name,
    text: targetText(entry, t),
    short: "",
    detail: `${entry.name} = ${valueText(entry.value)}`,
  };
  return [...gradients, own];
}
