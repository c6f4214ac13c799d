/** What SciPy's room says to a user. */
import { messages } from "../../text/language.js";

export const scipyMessages = messages(
  {
    name: (name: string) => `${name} is not supported yet`,
  },
  {
    name: (name) => `尚不支持 ${name}`,
  },
);
