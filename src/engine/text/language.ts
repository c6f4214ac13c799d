/**
 * The language of the engine's sentences. One for the process: a worker is told at its start and never changes, the
 * command line speaks English.
 */
export type Language = "en" | "zh-cn";

let current: Language = "en";

/** A language tag as editors give it, `zh-CN` or `fr`; what is not translated is said in English. */
export function setLanguage(tag: string): void {
  current = tag.toLowerCase() === "zh-cn" ? "zh-cn" : "en";
}

export const language = (): Language => current;

/** Texts of the same names that take the same values. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : T[K] extends readonly string[]
      ? readonly string[]
      : T[K] extends string
        ? string
        : Translation<T[K]>;
};

/** A room's sentences. Each is read in the language of the moment it is asked for. */
export function messages<const T extends object>(en: T, zh: Translation<NoInfer<T>>): Translation<T> {
  const table: object = {};
  for (const key of Object.keys(en))
    Object.defineProperty(table, key, {
      enumerable: true,
      // `as`: both have the same keys, which the type of `zh` says.
      get: () => (current === "zh-cn" ? zh : en)[key as keyof typeof zh & keyof T],
    });
  return table as Translation<T>;
}
