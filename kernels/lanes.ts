/**
 * c[m, n] = a[m, k]·b[n, k]ᵀ + bias with both rows on end: every product rounded, then added in lanes as `laneDot` in
 * src/engine/tensor/kernels/single-products.ts: a head in turn, four or eight lanes, the lanes' sums by halves, the rest in turn.
 */
export function laneProduct(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, bias: usize): void {
  const length = <usize>k << 2;
  for (let i = 0; i < m; i++) {
    const head = (4 - ((i * k) & 3)) & 3;
    for (let j = 0; j < n; j++) {
      const lanes = j < n - (n & 3) ? 4 : 8;
      let sum = laneDot(a + <usize>i * length, b + <usize>j * length, k, head, lanes);
      if (bias) sum += load<f32>(bias + (<usize>j << 2));
      store<f32>(c, sum);
      c += 4;
    }
  }
}

function laneDot(a: usize, b: usize, k: i32, head: i32, lanes: i32): f32 {
  if (k - head < lanes) return addRange(0, a, b, 0, k);
  const end = head + ((k - head) / lanes) * lanes;
  let sum = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, b, 0, head));
  let p = <usize>head << 2;
  const stop = <usize>end << 2;
  if (lanes == 8) {
    let other = f32x4.splat(0);
    for (; p < stop; p += 32) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(a + p), v128.load(b + p)));
      other = f32x4.add(other, f32x4.mul(v128.load(a + p, 16), v128.load(b + p, 16)));
    }
    sum = f32x4.add(sum, other);
  } else for (; p < stop; p += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + p), v128.load(b + p)));
  const first = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2);
  const second = f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3);
  return addRange(first + second, a, b, end, k);
}

function addRange(start: f32, a: usize, b: usize, from: i32, to: i32): f32 {
  let sum = start;
  for (let p = from; p < to; p++) sum += load<f32>(a + (<usize>p << 2)) * load<f32>(b + (<usize>p << 2));
  return sum;
}
