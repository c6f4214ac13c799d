/** What the room of einops says to a user; einops' own texts stand where they are raised. */
export const einopsMessages = {
  name: (name: string) => `${name} is not supported yet`,
  reduction: (name: string) => `einops: the reduction ${name} is not supported`,
} as const;
