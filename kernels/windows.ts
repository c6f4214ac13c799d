/**
 * Windows that slide over planes of float32. Places are bytes, 32-bit: `origins` says for each window where its first element
 * lies, rising, the last one repeated up to whole vectors; `offsets` how far from there the elements lie.
 */
import { widePanel, WIDE } from "./tile";

/** Windows of a panel. */
const PANEL: i32 = 4 * WIDE;
/** Bytes of its rows. */
const ROW: usize = 16 * WIDE;

/** Bytes that `windowProduct` needs for itself: what each output begins with, a panel, part of a tile. */
export function windowProductRoom(terms: i32, outputs: i32): usize {
  return <usize>(outputs + terms + 1) * ROW;
}

/**
 * out[outputs, windows] = bias + Σ weights[outputs, terms] · elements: each a chain of multiply-adds over the terms. x is read at
 * origins[window] + offsets[term]. `bias` 0: none.
 */
export function windowProduct(x: usize, offsets: usize, terms: i32, origins: usize, windows: i32, weights: usize, outputs: i32, bias: usize, out: usize, room: usize): void {
  const starts = room;
  for (let o: usize = 0; o < <usize>outputs; o++) {
    // No sum of the chain and 0 is −0.
    const start = f32x4.splat(bias ? load<f32>(bias + (o << 2)) + 0 : 0);
    for (let i: usize = 0; i < ROW; i += 16) v128.store(starts + o * ROW + i, start);
  }
  const panel = starts + <usize>outputs * ROW;
  const part = panel + <usize>terms * ROW;
  const row = <usize>windows << 2;
  for (let p = 0; p < windows; p += PANEL) {
    const wide = min(PANEL, windows - p);
    const at = <usize>p << 2;
    windowRows(x, offsets, terms, origins + at, wide, panel, ROW);
    widePanel(weights, <usize>terms << 2, panel, terms, outputs, starts, ROW, out + at, row, wide, part);
  }
}

/** out[term][window] for so many windows; rows are `step` bytes apart, and whole vectors are written. */
export function windowRows(x: usize, offsets: usize, terms: i32, origins: usize, windows: i32, out: usize, step: usize): void {
  const end = offsets + (<usize>terms << 2);
  for (const stop = origins + (<usize>windows << 2); origins < stop; origins += 16) {
    let to = out;
    switch (stepOf(origins)) {
      case 4:
        for (let at = offsets; at < end; at += 4, to += step) v128.store(to, Four.onEnd(x + load<u32>(at), origins));
        break;
      case 8:
        for (let at = offsets; at < end; at += 4, to += step) v128.store(to, Four.everySecond(x + load<u32>(at), origins));
        break;
      default:
        for (let at = offsets; at < end; at += 4, to += step) v128.store(to, Four.apart(x + load<u32>(at), origins));
    }
    out += 16;
  }
}

/** Bytes between neighbours of the four places at `origins`: 4, 8, or 0 for anything else. */
function stepOf(origins: usize): i32 {
  const apart = i32x4.sub(v128.load(origins), v128.load32_splat(origins));
  if (i32x4.all_true(i32x4.eq(apart, i32x4(0, 4, 8, 12)))) return 4;
  return i32x4.all_true(i32x4.eq(apart, i32x4(0, 8, 16, 24))) ? 8 : 0;
}

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
class Four {
  @inline static onEnd(x: usize, origins: usize): v128 {
    return v128.load(x + load<u32>(origins));
  }

  /** One number more is read, and left. */
  @inline static everySecond(x: usize, origins: usize): v128 {
    const at = x + load<u32>(origins);
    return i32x4.shuffle(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
  }

  @inline static apart(x: usize, origins: usize): v128 {
    let four = v128.load32_splat(x + load<u32>(origins));
    four = v128.load32_lane(x + load<u32>(origins, 4), four, 1);
    four = v128.load32_lane(x + load<u32>(origins, 8), four, 2);
    return v128.load32_lane(x + load<u32>(origins, 12), four, 3);
  }
}

/** x[planes, count] → out[planes, plane]: element i goes to places[i]. */
export function spreadPlanes(x: usize, planes: i32, count: i32, places: usize, out: usize, plane: i32): void {
  const stop = places + (<usize>count << 2);
  for (let p = 0; p < planes; p++) {
    let at = places;
    for (; at + 16 <= stop; at += 16) {
      if (stepOf(at) == 4) v128.store(out + load<u32>(at), v128.load(x));
      else {
        const four = v128.load(x);
        v128.store32_lane(out + load<u32>(at), four, 0);
        v128.store32_lane(out + load<u32>(at, 4), four, 1);
        v128.store32_lane(out + load<u32>(at, 8), four, 2);
        v128.store32_lane(out + load<u32>(at, 12), four, 3);
      }
      x += 16;
    }
    for (; at < stop; at += 4, x += 4) store<f32>(out + load<u32>(at), load<f32>(x));
    out += <usize>plane << 2;
  }
}

/** out[planes, plane]: the sums of the g[planes, windows] that belong to each place; `at`: places of elements in their plane. */
export function sumAtPlaces(g: usize, at: usize, planes: i32, windows: i32, plane: i32, out: usize): void {
  memory.fill(out, 0, <usize>(planes * plane) << 2);
  for (let p = 0; p < planes; p++) {
    for (const end = g + (<usize>windows << 2); g < end; g += 4, at += 4) {
      const to = out + (<usize>load<u32>(at) << 2);
      store<f32>(to, load<f32>(to) + load<f32>(g));
    }
    out += <usize>plane << 2;
  }
}

/**
 * The largest number of each window and the place of that element: the first of equals wins, NaN wins over all. Planes are
 * padded with −∞; in `at` stand the places that the elements have without padding, as `names` and `nameOffsets` say beside
 * `origins` and `offsets`, and `firsts`, the first element of each window. x: [planes, plane] → at[planes, windows]: i32,
 * elements, out[planes, windows]; up to three numbers past their ends are written.
 */
export function windowMaxima(x: usize, planes: i32, plane: i32, offsets: usize, nameOffsets: usize, terms: i32, origins: usize, names: usize, firsts: usize, windows: i32, at: usize, out: usize): void {
  const row = <usize>windows << 2;
  const length = <usize>terms << 2;
  for (let p = 0; p < planes; p++) {
    for (let i: usize = 0; i < row; i += 16) {
      const four = origins + i;
      const first = v128.load(firsts + i);
      const name = v128.load(names + i);
      switch (stepOf(four)) {
        case 4: Maxima.of(4, x, offsets, nameOffsets, length, four, name, first, at + i, out + i); break;
        case 8: Maxima.of(8, x, offsets, nameOffsets, length, four, name, first, at + i, out + i); break;
        default: Maxima.of(0, x, offsets, nameOffsets, length, four, name, first, at + i, out + i);
      }
    }
    x += <usize>plane << 2;
    at += row;
    out += row;
  }
}

// biome-ignore lint/complexity/noStaticOnlyClass: as above.
class Maxima {
  /** `step`, of `stepOf`, is a constant where this is inlined. */
  @inline static of(step: i32, x: usize, offsets: usize, nameOffsets: usize, length: usize, origins: usize, name: v128, first: v128, at: usize, out: usize): void {
    // Where the first element is padding, nothing is less.
    let most = Maxima.read(step, x + load<u32>(offsets), origins);
    let best = i32x4.sub(first, name);
    for (let i: usize = 4; i < length; i += 4) {
      const value = Maxima.read(step, x + load<u32>(offsets + i), origins);
      const wins = v128.andnot(f32x4.eq(most, most), f32x4.le(value, most));
      best = v128.bitselect(v128.load32_splat(nameOffsets + i), best, wins);
      most = v128.bitselect(value, most, wins);
    }
    v128.store(at, i32x4.shr_s(i32x4.add(best, name), 2));
    v128.store(out, most);
  }

  @inline private static read(step: i32, x: usize, origins: usize): v128 {
    return step == 4 ? Four.onEnd(x, origins) : step == 8 ? Four.everySecond(x, origins) : Four.apart(x, origins);
  }
}

/** The same of windows that differ: places[…] lists the elements of each one, before ends[window]; elements, not bytes. */
export function listedMaxima(x: usize, planes: i32, plane: i32, places: usize, ends: usize, windows: i32, at: usize, out: usize): void {
  const stop = ends + (<usize>windows << 2);
  for (let p = 0; p < planes; p++) {
    let place = places;
    for (let one = ends; one < stop; one += 4) {
      const end = places + (load<usize>(one) << 2);
      let best = load<i32>(place);
      let most = load<f32>(x + (<usize>best << 2));
      for (place += 4; place < end; place += 4) {
        const next = load<i32>(place);
        const value = load<f32>(x + (<usize>next << 2));
        const wins = i32(!(value <= most)) & f32.eq(most, most);
        best = select(next, best, wins);
        most = select(value, most, wins);
      }
      store<i32>(at, best);
      store<f32>(out, most);
      at += 4;
      out += 4;
    }
    x += <usize>plane << 2;
  }
}
