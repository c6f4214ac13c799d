/** Characters that stand in no Python program outside of strings and comments. They come with text copied from elsewhere. */

export interface UnlikelyCharacter {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

const NAME = /^[\p{ID_Continue}_]*$/u;
const NOT_IN_NAMES = /[^\p{ID_Continue}_]/u;
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
const PLAIN_SIGN = /^[!-~]$/;

/** The first in a run of letters and digits, or in one other character. */
export function unlikelyCharacter(run: string): UnlikelyCharacter | null {
  if (PLAIN_SIGN.test(run) || NAME.test(run)) return null;
  const found = NOT_IN_NAMES.exec(run);
  if (!found) return null;
  const [character] = found;
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  const message = PRINTABLE.test(character)
    ? `invalid character '${character}' (${code})`
    : `invalid non-printable character ${code}`;
  return { offset: found.index, length: character.length, message };
}
