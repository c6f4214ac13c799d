/** What the room of HIPS autograd says to a user. */
export const autogradMessages = {
  name: (name: string) => `${name} is not supported yet`,
  forward: (name: string) => `forward mode through ${name} needs a rule of its own (defjvp)`,
} as const;
