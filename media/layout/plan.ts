/** What a layout is asked for and what it answers: plain data, for it is computed in a worker. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Pixels everywhere. */
export interface Plan {
  readonly cards: readonly { readonly id: string; readonly frame: string | null; readonly width: number; readonly height: number }[];
  /** Outer ones before those inside them. */
  readonly frames: readonly { readonly id: string; readonly parent: string | null }[];
  /** Between cards. `label` "": none. */
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string; readonly label: string }[];
}

export interface Placing {
  /** Of cards and frames. */
  readonly boxes: readonly (readonly [id: string, box: Box])[];
  /** In the order of the plan's edges; `points` is empty where there is no way to draw one. `label`: its centre. */
  readonly routes: readonly { readonly points: readonly Point[]; readonly label: Point | null }[];
  readonly width: number;
  readonly height: number;
}

/** Room for a frame's title, the same as in cards.css. */
export const FRAME_HEAD = 30;
export const FRAME_PADDING = 16;
