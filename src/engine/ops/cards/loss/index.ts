import type { Card } from "../../define.js";

export const lossCards: readonly Card[] = [];
