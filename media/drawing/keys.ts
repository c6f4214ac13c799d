/** What keys do in the drawing. Each says whether the key was for it. */
import type { Actions } from "../actions.js";
import type { Scene } from "./scene.js";
import { type Direction, stepFrom } from "./steps.js";
import type { Viewport } from "./viewport.js";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowRight: "right",
  ArrowLeft: "left",
  ArrowUp: "up",
  ArrowDown: "down",
};

export function keyOfCard(
  { key, shiftKey }: KeyboardEvent,
  id: string,
  scene: Scene,
  actions: Actions,
  focus: (card: string | null) => void,
): boolean {
  const direction = DIRECTIONS[key];
  if (direction !== undefined) {
    const { layout, cards } = scene;
    const edges = scene.edgesAt(id).map(({ edge }) => edge);
    focus(stepFrom(id, direction, layout.boxes, cards.map((one) => one.id), edges));
    return true;
  }
  const card = scene.cards[scene.indexOf.get(id) ?? -1];
  switch (key) {
    case "Enter":
    case " ":
      if (card?.kind === "group") actions.toggleGroup(id, shiftKey);
      else actions.select(id, { reveal: true, focus: key === "Enter" });
      return true;
    case "Backspace":
      if (card?.frame) actions.toggleGroup(card.frame, shiftKey);
      return true;
    case "Home":
      focus(scene.cards[0]?.id ?? null);
      return true;
    case "End":
      focus(scene.cards.at(-1)?.id ?? null);
      return true;
    default:
      return false;
  }
}

export function keyOfView(key: string, viewport: Viewport): boolean {
  switch (key) {
    case "+":
    case "=":
      viewport.zoomIn();
      return true;
    case "-":
    case "_":
      viewport.zoomOut();
      return true;
    case "0":
      viewport.fit();
      return true;
    case "1":
      viewport.actualSize();
      return true;
    default:
      return false;
  }
}
