/** Signs and numbers that look random and are the same in every run: Marsaglia's xorshift, "Xorshift RNGs", 2003. */
export class RandomSigns {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  /** 1 or −1. */
  next(): number {
    return this.bits() & 0x10000 ? 1 : -1;
  }

  /** In (0, 1). */
  uniform(): number {
    return ((this.bits() >>> 0) + 0.5) / 2 ** 32;
  }

  private bits(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (this.state = x);
  }
}
