import type { Card } from "../../define.js";

export const indexingCards: readonly Card[] = [];
