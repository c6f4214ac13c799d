/** Sentences of operations that have no card of their own. */
import { messages } from "../text/language.js";

export const opsMessages = messages(
  {
    derivative: (operation: string, input: string) => `The derivative of ${operation} by ${input}, times what came in.`,
    picked: "Takes one of the results of an operation that has several.",
  },
  {
    derivative: (operation, input) => `${operation} 对 ${input} 的导数，乘以传入的值。`,
    picked: "取一个有多个结果的运算的其中一个结果。",
  },
);
