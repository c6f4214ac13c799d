/** What NumPy's room says to a user. Texts of NumPy's own exceptions stand where they are raised. */
export const numpyMessages = {
  name: (name: string) => `${name} is not supported yet`,
  form: (name: string, types: string) => `${name}(${types}) is not supported in this form yet`,
} as const;
