/** What the panel keeps over a reload: what it is about, and how the user looked at it. Values are computed again. */
import type { PanelSubject } from "../src/extension/panel/messages.js";
import { TAB_NAMES, type TabName } from "./tab.js";

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface ViewOptions {
  readonly tab: TabName;
  /** Options of the tabs, each in a form of its own. */
  readonly tabs: Readonly<Record<string, unknown>>;
  /** null: by the size of the graph. */
  readonly grouped: boolean | null;
  /** Groups the user opened or closed. */
  readonly toggled: Readonly<Record<string, boolean>>;
  /** null: fitted. */
  readonly place: Place | null;
  readonly selected: string | null;
}

export interface Kept {
  /** Checked by the extension, which reads it too. */
  readonly subject: PanelSubject | null;
  readonly view: ViewOptions;
}

export const FIRST_VIEW: ViewOptions = {
  tab: "graph",
  tabs: {},
  grouped: null,
  toggled: {},
  place: null,
  selected: null,
};

/** Another version of this extension may have written it: what does not fit is left at its default. */
export function readView(value: unknown): ViewOptions {
  if (!isRecord(value)) return FIRST_VIEW;
  const { tab, tabs, grouped, toggled, place, selected } = value;
  return {
    tab: TAB_NAMES.find((name) => name === tab) ?? "graph",
    tabs: isRecord(tabs) ? tabs : {},
    grouped: typeof grouped === "boolean" ? grouped : null,
    toggled: isRecord(toggled)
      ? Object.fromEntries(
          Object.entries(toggled).filter(
            (entry): entry is [string, boolean] => typeof entry[1] === "boolean",
          ),
        )
      : {},
    place:
      isRecord(place) && isNumber(place.x) && isNumber(place.y) && isNumber(place.scale) && place.scale > 0
        ? { x: place.x, y: place.y, scale: place.scale }
        : null,
    selected: typeof selected === "string" ? selected : null,
  };
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => Number.isFinite(value);
