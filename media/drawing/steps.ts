/** Where an arrow key goes from a card: right and left along edges, up and down among cards of the same column. */
import type { CardEdge } from "../grouping.js";
import type { Box } from "../layout/plan.js";

export type Direction = "right" | "left" | "up" | "down";

export function stepFrom(
  card: string,
  direction: Direction,
  boxes: ReadonlyMap<string, Box>,
  cards: readonly string[],
  edges: readonly Pick<CardEdge, "from" | "to">[],
): string | null {
  const here = boxes.get(card);
  if (here === undefined) return null;
  switch (direction) {
    case "right":
      return nearest(
        here,
        edges.filter(({ from }) => from === card).map(({ to }) => to),
        boxes,
      );
    case "left":
      return nearest(
        here,
        edges.filter(({ to }) => to === card).map(({ from }) => from),
        boxes,
      );
    case "up":
    case "down": {
      const wanted = direction === "down" ? 1 : -1;
      const beyond = cards.filter((other) => {
        const box = boxes.get(other);
        return other !== card && box !== undefined && (middle(box) - middle(here)) * wanted > 1;
      });
      const column = beyond.filter((other) => overlaps(boxes.get(other), here));
      return nearest(here, column.length > 0 ? column : beyond, boxes);
    }
  }
}

const middle = (box: Box): number => box.y + box.height / 2;
const centre = (box: Box): number => box.x + box.width / 2;

const overlaps = (box: Box | undefined, here: Box): boolean =>
  box !== undefined && box.x < here.x + here.width && here.x < box.x + box.width;

/** Pixels: of two that look equally near the first input is the one. */
const EQUALLY_NEAR = 6;

function nearest(here: Box, candidates: readonly string[], boxes: ReadonlyMap<string, Box>): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const box = boxes.get(candidate);
    if (box === undefined) continue;
    const distance = Math.hypot(centre(box) - centre(here), middle(box) - middle(here));
    if (distance < least - EQUALLY_NEAR) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}
