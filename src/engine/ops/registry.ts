/** Every operation there is: one line a card. */

import { ALL_CARDS } from "./cards/index.js";
import type { Card } from "./define.js";

const byName = new Map<string, Card>();
for (const card of ALL_CARDS) {
  if (byName.has(card.name)) throw new Error(`two cards are named ${card.name}`);
  byName.set(card.name, card);
}

export const CARDS: readonly Card[] = [...byName.values()];

/** The card of that name; asking for one that is not there is a mistake in our own code. */
export function cardNamed(name: string): Card {
  const card = byName.get(name);
  if (!card) throw new Error(`no card is named ${name}`);
  return card;
}
