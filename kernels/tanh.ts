/** tanh of four float32 numbers; src/engine/tensor/kernels/single-tanh.ts says how it is computed, and where P and Q come from. */
import { OddRatio } from "./ratio";

/** P's numbers from the highest power on, then Q's: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  3.274792944168215e-13, 6.932499135824772e-10, 3.630746738242178e-7, 6.956353826271937e-5, 0.005312205302254633, 0.1473169362498355, 1.0000000000000009,
  2.740355068929127e-15, 1.8844404293062006e-11, 1.8235869572452014e-8, 5.6435780630605775e-6, 0.0006829910609850562, 0.032195628496626987, 0.48065026958318, 1.0,
], 16);

export function tanh(x: v128): v128 {
  return OddRatio.of(x, 9.1, TABLE, 56);
}
