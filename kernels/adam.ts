/** One step of Adam on float32 numbers, rounded where src/engine/optim/adam.ts rounds. */

/**
 * Elements in place, `count` rounded up to whole vectors: p the parameter, g its gradient, m and v the running means of g
 * and g². p ← shrink·p; g ← g + decay·p where decay is not 0; m ← base + weight·(g − m), where the base is m, or g if
 * `fromGradient`; v ← keep·v + share·g²; p ← p + size·m/(√v/correction + eps).
 */
export function adam(
  p: usize, g: usize, m: usize, v: usize, count: i32, maximize: bool, shrink: f32, decay: f32, weight: f32, fromGradient: bool,
  keep: f32, share: f32, correction: f32, eps: f32, size: f32,
): void {
  for (const end = p + (<usize>count << 2); p < end; p += 16) {
    const value = f32x4.mul(v128.load(p), f32x4.splat(shrink));
    let slope = v128.load(g);
    if (maximize) slope = f32x4.neg(slope);
    if (decay != 0) slope = addScaled(slope, f32x4.splat(decay), value);
    const before = v128.load(m);
    const mean = addScaled(fromGradient ? slope : before, f32x4.splat(weight), f32x4.sub(slope, before));
    const square = addScaled(f32x4.mul(v128.load(v), f32x4.splat(keep)), f32x4.mul(f32x4.splat(share), slope), slope);
    const spread = f32x4.add(f32x4.div(f32x4.sqrt(square), f32x4.splat(correction)), f32x4.splat(eps));
    v128.store(m, mean);
    v128.store(v, square);
    v128.store(p, f32x4.add(value, f32x4.div(f32x4.mul(f32x4.splat(size), mean), spread)));
    g += 16;
    m += 16;
    v += 16;
  }
}

/** a + b·c: product and sum in doubles, then rounded. */
function addScaled(a: v128, b: v128, c: v128): v128 {
  const low = f32x4.demote_f64x2_zero(addInDoubles(a, b, c));
  const high = f32x4.demote_f64x2_zero(addInDoubles(upper(a), upper(b), upper(c)));
  return i32x4.shuffle(low, high, 0, 1, 4, 5);
}

function addInDoubles(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(a), f64x2.mul(f64x2.promote_low_f32x4(b), f64x2.promote_low_f32x4(c)));
}

function upper(x: v128): v128 {
  return i32x4.shuffle(x, x, 2, 3, 2, 3);
}
