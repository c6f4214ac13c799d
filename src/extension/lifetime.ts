/** Things that end together, last made first. */
export interface Disposable {
  dispose(): unknown;
}

export class Lifetime implements Disposable {
  private readonly things: Disposable[] = [];

  /** Hands its argument back, so that it can stand around the making of a thing. */
  add<T extends Disposable>(thing: T): T {
    this.things.push(thing);
    return thing;
  }

  dispose(): void {
    for (const thing of this.things.splice(0).reverse()) thing.dispose();
  }
}
