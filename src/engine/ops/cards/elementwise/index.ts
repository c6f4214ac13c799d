import type { Card } from "../../define.js";

export const elementwiseCards: readonly Card[] = [];
