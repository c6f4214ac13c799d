/** Lines side by side in a channel: those that would lie on each other get different places, others may share one. */
export class Slots<Channel> {
  private readonly spans = new Map<Channel, Map<string, { from: number; to: number }>>();
  private readonly places = new Map<Channel, ReadonlyMap<string, number>>();

  /** Lines of the same key are one line. All are added before the first is placed. */
  add(channel: Channel, key: string, a: number, b: number): void {
    let spans = this.spans.get(channel);
    if (spans === undefined) this.spans.set(channel, (spans = new Map()));
    const [from, to] = a < b ? [a, b] : [b, a];
    const known = spans.get(key);
    if (known === undefined) spans.set(key, { from, to });
    else [known.from, known.to] = [Math.min(known.from, from), Math.max(known.to, to)];
  }

  /** Lines side by side at the channel's fullest place. */
  count(channel: Channel): number {
    const places = this.placed(channel);
    return places.size === 0 ? 0 : Math.max(...new Set(places.values())) + 1;
  }

  slot(channel: Channel, key: string): number {
    return this.placed(channel).get(key) ?? 0;
  }

  /** Interval colouring: in the order in which they begin, each takes the first place that is free again. */
  private placed(channel: Channel): ReadonlyMap<string, number> {
    const known = this.places.get(channel);
    if (known !== undefined) return known;
    const places = new Map<string, number>();
    const ends: number[] = [];
    for (const [key, { from, to }] of [...(this.spans.get(channel) ?? [])].sort(([, a], [, b]) => a.from - b.from)) {
      const free = ends.findIndex((end) => end + APART < from);
      // More lines than this lie on each other: a channel wider than the drawing is of no use.
      const place = free >= 0 ? free : ends.length < MOST ? ends.length : places.size % MOST;
      ends[place] = to;
      places.set(key, place);
    }
    this.places.set(channel, places);
    return places;
  }
}

const APART = 4;
const MOST = 32;
