/** The Fourier transform along one axis of pairs [.., 2]: real and imaginary parts side by side. Its adjoint is the inverse's sum. */
import { contiguous, wrap } from "../../../tensor/array.js";
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { fourier as transform } from "../../../tensor/kernels/fourier.js";
import { sizeOf } from "../../../tensor/shape.js";
import { type Card, defineStructural } from "../../define.js";
import { samples, waves } from "../sample-arrays.js";

function largest(re: Float64Array, im: Float64Array): number {
  let most = 0;
  for (let i = 0; i < re.length; i++) most = Math.max(most, Math.abs(re[i]!), Math.abs(im[i]!));
  return most;
}

export const fourier: Card = defineStructural({
  name: "fourier",
  inputs: ["x"],
  attributes: { axis: 0, inverse: false, scale: 1 },
  dtype: "float",
  sentence: "The discrete Fourier transform along one axis of complex numbers kept as pairs.",
  spellings: [],
  samples: () => samples(
    { inputs: [waves([4, 2])] },
    { inputs: [waves([2, 3, 2])], attributes: { axis: 1, inverse: true, scale: 0.5 } },
    { inputs: [waves([3, 2, 2])], attributes: { axis: 0 } },
  ),
  shape: ([x]) => x!,
  forward: ([x], { axis, inverse, scale }, dtype) => {
    const { shape } = x!;
    const n = shape[Number(axis)]!;
    const inner = sizeOf(shape.slice(Number(axis) + 1)) / 2;
    const data = contiguous(x!).buffer;
    const out = allocate(dtype, data.length);
    const round = rounderOf(dtype);
    const [re, im] = [new Float64Array(n), new Float64Array(n)];
    const lines = n ? data.length / (2 * n) : 0;
    for (let line = 0; line < lines; line++) {
      const start = 2 * (Math.floor(line / inner) * n * inner + (line % inner));
      for (let i = 0; i < n; i++) {
        re[i] = data[start + 2 * inner * i]!;
        im[i] = data[start + 2 * inner * i + 1]!;
      }
      transform(re, im, inverse === true);
      // In single precision what cancels is 0; here it may be left over at the end of the doubles.
      const negligible = dtype === "float64" ? 0 : 2 ** -49 * largest(re, im);
      for (let i = 0; i < n; i++) {
        out[start + 2 * inner * i] = round(Math.abs(re[i]!) < negligible ? 0 : re[i]! * Number(scale));
        out[start + 2 * inner * i + 1] = round(Math.abs(im[i]!) < negligible ? 0 : im[i]! * Number(scale));
      }
    }
    return wrap(dtype, shape, out);
  },
  vjp: { x: (c) => c.ops.apply("fourier", [c.g], { ...c.attributes, inverse: c.attributes.inverse !== true }) },
  jvp: "linear",
  formula: { value: { text: "Σⱼ e^(∓2πi·jk/n)·{x}ⱼ", latex: "\\sum_j e^{\\mp 2 \\pi i j k / n} {x}_j" }, derivatives: { x: { text: "Σₖ e^(±2πi·jk/n)·{gy}ₖ", latex: "\\sum_k e^{\\pm 2 \\pi i j k / n} {gy}_k" } } },
});
