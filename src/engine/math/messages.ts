/** Every sentence of this room. */
export const mathMessages = {
  expected: (what: string, found: string) => `formula: expected ${what}, found ${found}`,
  end: "the end of the line",
  value: "a value",
  closing: (sign: string) => `'${sign}'`,
  unreadable: (text: string) => `formula: '${text}' cannot be read here`,
  tooDeep: "formula: nested too deeply",
  undefinedName: (name: string) => `${name} has no value; give it one with “with ${name}=…” or on an earlier line`,
  circular: (name: string) => `${name} is defined by itself`,
  argumentCount: (name: string, wanted: number, found: number) => `${name} takes ${wanted} argument${wanted === 1 ? "" : "s"}, ${found} given`,
  sumBounds: "∑: the bounds must be whole numbers, at most 10,000 apart",
  ragged: "list: the rows must have the same shape",
  element: (name: string, index: number, length: number) => `${name} has ${length} elements; there is no element ${index}`,
  nothing: "no formula here",
  noTarget: "nothing to differentiate: no formula here depends on a name",
  notScalar: (name: string, shape: string) => `${name} has shape ${shape}; a gradient needs a single number, so the sum of its elements is differentiated`,
} as const;
