/**
 * The largest number of each window and where it lies in its plane: the first of equals wins, NaN wins over all.
 * x: [planes, plane]; places: for each of `windows` windows the places it covers, before ends[window]; at[planes, windows]: float64,
 * what an array of int64 keeps; out[planes, windows].
 */
export function windowMaxima(x: usize, planes: i32, plane: i32, places: usize, ends: usize, windows: i32, at: usize, out: usize): void {
  const stop = ends + (<usize>windows << 2);
  for (let p = 0; p < planes; p++) {
    let place = places;
    for (let one = ends; one < stop; one += 4) {
      const end = places + (load<usize>(one) << 2);
      let best = load<usize>(place);
      let most = load<f32>(x + (best << 2));
      for (place += 4; place < end; place += 4) {
        const next = load<usize>(place);
        const value = load<f32>(x + (next << 2));
        const wins = i32(!(value <= most)) & f32.eq(most, most);
        best = select(next, best, wins);
        most = select(value, most, wins);
      }
      store<f64>(at, <f64>best);
      store<f32>(out, most);
      at += 8;
      out += 4;
    }
    x += <usize>plane << 2;
  }
}
