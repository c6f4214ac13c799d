/** Time, as a door: tests hand in one they turn by hand. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls back once after that many milliseconds; the result undoes it. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
