/** What a card says, in the user's language: its sentence, and the words in its formulas. */
import { language } from "../text/language.js";
import { CARD_CONVENTIONS } from "./cards/conventions.zh-cn.js";
import { CARD_FORMULAS } from "./cards/formulas.zh-cn.js";
import { CARD_SENTENCES } from "./cards/sentences.zh-cn.js";
import type { Card, Formula } from "./define.js";

/** Cards that are made while a program runs (its own functions) have their sentence from their room's table already. */
export function sentenceOf(card: Card): string {
  if (typeof card.sentence === "function") return card.sentence();
  return language() === "zh-cn" ? (CARD_SENTENCES[card.name] ?? card.sentence) : card.sentence;
}

/** What the card's rule says where there is no derivative; null: it has one everywhere. */
export function conventionOf({ convention }: Card): string | null {
  if (convention === undefined) return null;
  return language() === "zh-cn" ? (CARD_CONVENTIONS[convention] ?? convention) : convention;
}

/** A template before names are put in; one without words is the same in every language. */
export function inWords({ text, latex }: Formula): Formula {
  if (language() === "en") return { text, latex };
  return { text: CARD_FORMULAS[text] ?? text, latex: CARD_FORMULAS[latex] ?? latex };
}
