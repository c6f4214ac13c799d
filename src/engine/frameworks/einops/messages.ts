/** What the room of einops says to a user; einops' own texts stand where they are raised. */
import { messages } from "../../text/language.js";

export const einopsMessages = messages(
  {
    name: (name: string) => `${name} is not supported yet`,
    reduction: (name: string) => `einops: the reduction ${name} is not supported`,
  },
  {
    name: (name) => `尚不支持 ${name}`,
    reduction: (name) => `einops：不支持归约 ${name}`,
  },
);
