/** What SciPy's room says to a user. */
export const scipyMessages = {
  name: (name: string) => `${name} is not supported yet`,
} as const;
