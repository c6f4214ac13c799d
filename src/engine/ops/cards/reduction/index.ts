import type { Card } from "../../define.js";

export const reductionCards: readonly Card[] = [];
