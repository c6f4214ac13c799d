/** A part's texts in the languages there are, of the same names and with the same names in braces. */
export interface Strings<T> {
  readonly en: T;
  readonly "zh-cn": T;
}

export type Texts<K extends string> = Readonly<Record<K, string>>;

export const strings = <K extends string>(
  en: Texts<K>,
  zh: Texts<NoInfer<K>>,
): Strings<Texts<K>> => ({ en, "zh-cn": zh });
