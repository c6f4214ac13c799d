/**
 * Sums of float32 rows and columns in the order of src/engine/tensor/kernels/sum.ts, which is PyTorch's: rows in eight lanes
 * dealt out to four sums, columns side by side, both by cascade summation.
 */
const LEVELS: i32 = 4;
/** Bytes of one level's 32 sums. */
const LEVEL: usize = 128;
/** Room that the functions here need for their sums. */
export const ROOM: i32 = 128;

/** The sum of a row of at least eight numbers. `sums`: room for ROOM numbers. */
export function rowSum(x: usize, length: i32, sums: usize): f32 {
  const vectors = length >> 3;
  dealtSums(x, 32, vectors, sums);
  let total: f32 = 0;
  for (let k = vectors << 3; k < length; k++) total += load<f32>(x + (<usize>k << 2));
  for (let k: usize = 0; k < 8; k++) total += load<f32>(sums + (k << 2));
  return total;
}

/** out[rows] = the sums of a [rows, length] matrix's rows of at least eight numbers. */
export function rowSums(x: usize, out: usize, rows: i32, length: i32, sums: usize): void {
  for (let i = 0; i < rows; i++, x += <usize>length << 2) store<f32>(out + (<usize>i << 2), rowSum(x, length, sums));
}

/** out[columns] = the sums of a [rows, columns] matrix's columns, at least eight. Reads up to 28 bytes past the matrix. */
export function columnSums(x: usize, out: usize, rows: i32, columns: i32, sums: usize): void {
  const row = <usize>columns << 2;
  let j = 0;
  for (; j + 32 <= columns; j += 32) {
    levelSums(x + (<usize>j << 2), row, 32, rows, sums);
    memory.copy(out + (<usize>j << 2), sums, LEVEL);
  }
  for (; j < columns; j += 8) {
    dealtSums(x + (<usize>j << 2), row, rows, sums);
    memory.copy(out + (<usize>j << 2), sums, <usize>min(columns - j, 8) << 2);
  }
}

/** sums[k] = Σᵢ x[i·step + k] for eight lanes k, dealt out to four sums that are added at the end. */
function dealtSums(x: usize, step: usize, count: i32, sums: usize): void {
  const rounds = count >> 2;
  levelSums(x, step << 2, step, rounds, sums);
  let low = v128.load(sums);
  let high = v128.load(sums, 16);
  for (let i = rounds << 2; i < count; i++) {
    low = f32x4.add(low, v128.load(x + <usize>i * step));
    high = f32x4.add(high, v128.load(x + <usize>i * step, 16));
  }
  for (let way: usize = 32; way < LEVEL; way += 32) {
    low = f32x4.add(low, v128.load(sums + way));
    high = f32x4.add(high, v128.load(sums + way, 16));
  }
  v128.store(sums, low);
  v128.store(sums, high, 16);
}

/** sums[way·8 + lane] = Σᵢ x[i·step + way·wayStep + lane], four ways of eight lanes; steps in bytes. */
function levelSums(x: usize, step: usize, wayStep: usize, count: i32, sums: usize): void {
  const power = count <= 65536 ? 4 : max(4, (32 - clz(count - 1)) / LEVELS);
  const chunk = 1 << power;
  const second = 2 * wayStep;
  const third = 3 * wayStep;
  if (count >= chunk) memory.fill(sums, 0, LEVEL * LEVELS);
  let a = f32x4.splat(0);
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  let i = 0;
  while (i < count) {
    const whole = i + chunk <= count;
    for (const end = whole ? i + chunk : count; i < end; i++) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x + wayStep));
      d = f32x4.add(d, v128.load(x + wayStep, 16));
      e = f32x4.add(e, v128.load(x + second));
      f = f32x4.add(f, v128.load(x + second, 16));
      g = f32x4.add(g, v128.load(x + third));
      h = f32x4.add(h, v128.load(x + third, 16));
      x += step;
    }
    if (!whole) break;
    const to = sums + LEVEL;
    v128.store(to, f32x4.add(v128.load(to), a));
    v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), c), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), d), 48);
    v128.store(to, f32x4.add(v128.load(to, 64), e), 64);
    v128.store(to, f32x4.add(v128.load(to, 80), f), 80);
    v128.store(to, f32x4.add(v128.load(to, 96), g), 96);
    v128.store(to, f32x4.add(v128.load(to, 112), h), 112);
    a = f32x4.splat(0);
    b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (let level = 1; level + 1 < LEVELS && (i & ((chunk - 1) << (level * power))) == 0; level++) moveUp(sums + <usize>level * LEVEL);
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
  v128.store(sums, e, 64);
  v128.store(sums, f, 80);
  v128.store(sums, g, 96);
  v128.store(sums, h, 112);
  if (count < chunk) return;
  for (let level = 1; level < LEVELS; level++) {
    for (let at = sums; at < sums + LEVEL; at += 16) v128.store(at, f32x4.add(v128.load(at), v128.load(at + <usize>level * LEVEL)));
  }
}

/** Adds a level to the next one and empties it. */
function moveUp(from: usize): void {
  for (let at = from; at < from + LEVEL; at += 16) {
    v128.store(at + LEVEL, f32x4.add(v128.load(at + LEVEL), v128.load(at)));
    v128.store(at, f32x4.splat(0));
  }
}
