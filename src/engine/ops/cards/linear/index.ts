import type { Card } from "../../define.js";

export const linearCards: readonly Card[] = [];
