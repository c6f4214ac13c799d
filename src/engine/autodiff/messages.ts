/** Every sentence of this room. */
export const autodiffMessages = {
  tooLarge: (nodes: number) => `the graph has ${nodes} nodes; its expression would not be readable`,
  notScalar: "tensors take part; a symbolic derivative is written for scalars only",
  notElementwise: (operation: string) => `${operation} is not written as a scalar expression`,
  noTarget: "there is no scalar to check",
  noLeaves: "the target depends on no named value that could be checked",
  integerLeaf: "integers have no derivative",
  kink: "the value lies at a kink: the slopes to the left and to the right differ, and the gradient is one of the conventions",
  illConditioned: "rounding swamps the difference quotient here",
  mismatch: "the gradient does not agree with the difference quotient",
  notFinite: "a value here is not finite",
} as const;
