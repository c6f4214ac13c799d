/** Sentences of the engine as a whole. */
export const engineMessages = {
  internal: (what: string) => `Gradient Lens made a mistake of its own: ${what}. Everything before it is right.`,
  tooLarge: (size: string, bound: string) => `the text has ${size} characters; the engine reads up to ${bound}`,
} as const;
