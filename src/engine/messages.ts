/** Sentences of the engine as a whole. */
import { messages } from "./text/language.js";

export const engineMessages = messages(
  {
    internal: (what: string) => `Gradient Lens made a mistake of its own: ${what}. Everything before it is right.`,
    tooLarge: (size: string, bound: string) => `the text has ${size} characters; the engine reads up to ${bound}`,
  },
  {
    internal: (what) => `Gradient Lens 自己出了错：${what}。此前的一切都是正确的。`,
    tooLarge: (size, bound) => `文本有 ${size} 个字符；引擎最多读取 ${bound} 个`,
  },
);
