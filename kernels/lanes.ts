/**
 * c[m, n] = a[m, k]·b[n, k]ᵀ + bias with both rows on end: every product rounded, then added in lanes as `laneDot` in
 * src/engine/tensor/kernels/single-products.ts: a head in turn, four or eight lanes, the lanes' sums by halves, the rest in turn.
 */
export function laneProduct(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, bias: usize): void {
  const length = <usize>k << 2;
  for (let i = 0; i < m; i++) {
    const head = (4 - ((i * k) & 3)) & 3;
    const left = a + <usize>i * length;
    let j = 0;
    for (; j + 4 <= n; j += 4) fourDots(left, b + <usize>j * length, length, k, head, c + (<usize>j << 2));
    for (; j < n; j++) store<f32>(c + (<usize>j << 2), eightLaneDot(left, b + <usize>j * length, k, head));
    if (bias) for (j = 0; j < n; j++) store<f32>(c + (<usize>j << 2), load<f32>(c + (<usize>j << 2)) + load<f32>(bias + (<usize>j << 2)));
    c += <usize>n << 2;
  }
}

/** A row times four, which lie on end, each in four lanes: side by side, so that no sum waits for the one before. */
function fourDots(a: usize, b: usize, row: usize, k: i32, head: i32, to: usize): void {
  const c = b + row, d = c + row, e = d + row;
  const end = k - head < 4 ? k : head;
  let s0 = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, b, 0, end));
  let s1 = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, c, 0, end));
  let s2 = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, d, 0, end));
  let s3 = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, e, 0, end));
  const stop = end + ((k - end) & ~3);
  for (let p = <usize>end << 2; p < <usize>stop << 2; p += 16) {
    const x = v128.load(a + p);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(b + p)));
    s1 = f32x4.add(s1, f32x4.mul(x, v128.load(c + p)));
    s2 = f32x4.add(s2, f32x4.mul(x, v128.load(d + p)));
    s3 = f32x4.add(s3, f32x4.mul(x, v128.load(e + p)));
  }
  store<f32>(to, addRange(acrossLanes(s0), a, b, stop, k));
  store<f32>(to, addRange(acrossLanes(s1), a, c, stop, k), 4);
  store<f32>(to, addRange(acrossLanes(s2), a, d, stop, k), 8);
  store<f32>(to, addRange(acrossLanes(s3), a, e, stop, k), 12);
}

function eightLaneDot(a: usize, b: usize, k: i32, head: i32): f32 {
  if (k - head < 8) return addRange(0, a, b, 0, k);
  const stop = head + ((k - head) & ~7);
  let sum = f32x4.replace_lane(f32x4.splat(0), 0, addRange(0, a, b, 0, head));
  let other = f32x4.splat(0);
  for (let p = <usize>head << 2; p < <usize>stop << 2; p += 32) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + p), v128.load(b + p)));
    other = f32x4.add(other, f32x4.mul(v128.load(a + p, 16), v128.load(b + p, 16)));
  }
  return addRange(acrossLanes(f32x4.add(sum, other)), a, b, stop, k);
}

function acrossLanes(sum: v128): f32 {
  const first = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2);
  return first + (f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3));
}

function addRange(start: f32, a: usize, b: usize, from: i32, to: i32): f32 {
  let sum = start;
  for (let p = from; p < to; p++) sum += load<f32>(a + (<usize>p << 2)) * load<f32>(b + (<usize>p << 2));
  return sum;
}
