/** The cards' sentences in Chinese, by the card's name. */
import { elementwiseSentences as elementwise } from "../elementwise/sentences.zh-cn.js";
import { linearSentences as linear } from "../linear/sentences.zh-cn.js";
import { reductionSentences as reduction } from "../reduction/sentences.zh-cn.js";

export const jaxSentences = {
  jax_abs: elementwise.abs,
  jax_atan2: "点的角度。",
  jax_pow: "求幂。",
  jax_integer_pow: "求整数次幂。",
  jax_logaddexp: elementwise.logaddexp,
  jax_sum: reduction.sum,
  jax_sum_of_squares: "沿某些轴把元素的平方相加。",
  jax_matmul: linear.matmul,
  jax_exp: elementwise.exp,
  jax_expm1: elementwise.expm1,
  jax_log: elementwise.log,
  jax_log1p: elementwise.log1p,
  jax_sqrt: elementwise.sqrt,
  jax_sin: elementwise.sin,
  jax_cos: elementwise.cos,
  jax_tanh: elementwise.tanh,
  jax_sigmoid: elementwise.sigmoid,
  jax_erf: elementwise.erf,
  jax_sinh: elementwise.sinh,
  jax_cosh: elementwise.cosh,
  jax_asinh: elementwise.asinh,
  jax_exp2: elementwise.exp2,
  jax_tan: elementwise.tan,
  jax_cbrt: "立方根。",
} as const;
