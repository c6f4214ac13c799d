import type { Card } from "../../define.js";

export const neuralCards: readonly Card[] = [];
