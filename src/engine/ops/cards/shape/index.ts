import type { Card } from "../../define.js";

export const shapeCards: readonly Card[] = [];
