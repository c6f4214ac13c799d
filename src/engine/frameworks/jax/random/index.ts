/** The module `jax.random`. */
import { named, type Part } from "../part.js";
import { CHOICES } from "./choices.js";
import { prngKeyType } from "./key-array.js";
import { KEYS } from "./keys.js";
import { SAMPLERS } from "./samplers.js";

export const RANDOM: Part = {
  "jax.random": () => named([...KEYS, ...SAMPLERS, ...CHOICES]),
  "jax.dtypes": () => [["prng_key", prngKeyType]],
};
