/** Which layout for which graph. */
import { byElk } from "./elk.js";
import { layered } from "./layered.js";
import type { Placing, Plan } from "./plan.js";

/**
 * ELK's time grows with the square and more (a second for 250 cards, where our own takes 20 milliseconds), and it draws
 * a weight that is used in forty iterations as forty lines.
 */
const MOST_FOR_ELK = 90;

export const place = async (plan: Plan): Promise<Placing> =>
  plan.cards.length + plan.edges.length / 2 > MOST_FOR_ELK ? layered(plan) : byElk(plan);
