import type { Card } from "../../define.js";
import { add } from "./add.js";
import { addcdiv } from "./addcdiv.js";
import { addcmul } from "./addcmul.js";
import { atan2 } from "./atan2.js";
import { celu } from "./celu.js";
import { clamp } from "./clamp.js";
import { clampMax } from "./clamp-max.js";
import { clampMin } from "./clamp-min.js";
import { clampTensor } from "./clamp-tensor.js";
import { copysign } from "./copysign.js";
import { deg2rad } from "./deg2rad.js";
import { div } from "./div.js";
import { elu } from "./elu.js";
import { entr } from "./entr.js";
import { eq } from "./eq.js";
import { floorDivide } from "./floor-divide.js";
import { fmax } from "./fmax.js";
import { fmin } from "./fmin.js";
import { fmod } from "./fmod.js";
import { frac } from "./frac.js";
import { functionCards } from "./functions.js";
import { ge } from "./ge.js";
import { gelu } from "./gelu.js";
import { gt } from "./gt.js";
import { hardshrink } from "./hardshrink.js";
import { hardsigmoid } from "./hardsigmoid.js";
import { hardswish } from "./hardswish.js";
import { hardtanh } from "./hardtanh.js";
import { heaviside } from "./heaviside.js";
import { hypot } from "./hypot.js";
import { isfinite } from "./isfinite.js";
import { isinf } from "./isinf.js";
import { isnan } from "./isnan.js";
import { ldexp } from "./ldexp.js";
import { le } from "./le.js";
import { leakyRelu } from "./leaky-relu.js";
import { lerp } from "./lerp.js";
import { logaddexp } from "./logaddexp.js";
import { logaddexp2 } from "./logaddexp2.js";
import { logicalAnd } from "./logical-and.js";
import { logicalNot } from "./logical-not.js";
import { logicalOr } from "./logical-or.js";
import { logicalXor } from "./logical-xor.js";
import { logit } from "./logit.js";
import { logsigmoid } from "./logsigmoid.js";
import { lt } from "./lt.js";
import { maximum } from "./maximum.js";
import { minimum } from "./minimum.js";
import { mish } from "./mish.js";
import { mul } from "./mul.js";
import { mvlgamma } from "./mvlgamma.js";
import { nanToNum } from "./nan-to-num.js";
import { ne } from "./ne.js";
import { neg } from "./neg.js";
import { nextafter } from "./nextafter.js";
import { polygamma } from "./polygamma.js";
import { pow } from "./pow.js";
import { rad2deg } from "./rad2deg.js";
import { reciprocal } from "./reciprocal.js";
import { relu } from "./relu.js";
import { relu6 } from "./relu6.js";
import { remainder } from "./remainder.js";
import { roundDecimals } from "./round-decimals.js";
import { selu } from "./selu.js";
import { silu } from "./silu.js";
import { sinc } from "./sinc.js";
import { softplus } from "./softplus.js";
import { softshrink } from "./softshrink.js";
import { softsign } from "./softsign.js";
import { square } from "./square.js";
import { sub } from "./sub.js";
import { tanhshrink } from "./tanhshrink.js";
import { threshold } from "./threshold.js";
import { truncDivide } from "./trunc-divide.js";
import { where } from "./where.js";
import { xlog1py } from "./xlog1py.js";
import { xlogy } from "./xlogy.js";

export const elementwiseCards: readonly Card[] = [
  ...functionCards,
  add,
  sub,
  mul,
  div,
  floorDivide,
  remainder,
  fmod,
  pow,
  neg,
  square,
  reciprocal,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  where,
  maximum,
  minimum,
  fmax,
  fmin,
  clamp,
  clampTensor,
  clampMin,
  clampMax,
  relu,
  relu6,
  leakyRelu,
  elu,
  selu,
  celu,
  silu,
  mish,
  softplus,
  softsign,
  logsigmoid,
  hardtanh,
  hardsigmoid,
  hardswish,
  hardshrink,
  softshrink,
  tanhshrink,
  threshold,
  gelu,
  atan2,
  hypot,
  logaddexp,
  logaddexp2,
  xlogy,
  xlog1py,
  copysign,
  nanToNum,
  lerp,
  addcmul,
  addcdiv,
  logit,
  sinc,
  frac,
  deg2rad,
  rad2deg,
  entr,
  roundDecimals,
  isnan,
  isinf,
  isfinite,
  logicalAnd,
  logicalOr,
  logicalXor,
  logicalNot,
  heaviside,
  polygamma,
  mvlgamma,
  truncDivide,
  ldexp,
  nextafter,
];
