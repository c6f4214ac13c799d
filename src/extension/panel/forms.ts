/** Forms that anything from a page is held against. */
export const isNodeId = (value: unknown): value is string => typeof value === "string" && /^n\d{1,9}$/.test(value);

export const isList = (value: unknown, each: (item: unknown) => boolean, most: number): boolean =>
  Array.isArray(value) && value.length <= most && value.every(each);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A whole number from 0. */
export const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
