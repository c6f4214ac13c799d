/** When an edit reached each stage in the extension host, in milliseconds of the epoch; 0: not yet. */
export interface Edit {
  changed: number;
  asked: number;
  answered: number;
  kept: number;
}

export type HostMarks = Readonly<Edit>;
