/** erf of four float32 numbers; src/engine/tensor/kernels/single-erf.ts says how it is computed, and where P and Q come from. */
import { OddRatio } from "./ratio";

/** P's numbers from the highest power on, then Q's: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  3.637912333167049e-11, 4.187348515061982e-9, 1.210500821283734e-7, 3.384369514926627e-6, 4.980355530650509e-5, 0.0008117432502133348, 0.006418082910214103, 0.06477378562638302,
  0.21190761973825367, 1.1283791670955141,
  1.120284519424559e-12, 5.131931736132557e-10, 2.368317585037456e-8, 6.695535958893803e-7, 1.3555309607820457e-5, 0.00020722993192144162, 0.0024158995563450356, 0.021089176793423415,
  0.1311147967687487, 0.5211315716540937, 1.0,
], 16);

export function erf(x: v128): v128 {
  return OddRatio.of(x, 3.92, TABLE, 80);
}
