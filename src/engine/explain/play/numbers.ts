/** A number as views give it: plain data without NaN, with its texts. */
import { exactNumber, shortNumber } from "../../report/numbers.js";
import type { PlayNumber } from "../../report/views/play.js";

export const playNumber = (value: number): PlayNumber => ({ number: Number.isFinite(value) ? value : null, text: shortNumber(value), exact: exactNumber(value) });
