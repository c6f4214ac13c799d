/**
 * A file of compiled code that V8 has given out, and its checksum. V8 looks at its own version and at the lengths, and
 * believes the rest: where bytes are damaged, the process dies.
 */

/** Bytes of the checksum, which stands at the end: V8 copies code that does not begin at a round address. */
const SUM = 4;

/** What to write for `code`, whose length is a multiple of 4. */
export function fileOf(code: Buffer): Buffer {
  const file = Buffer.concat([code, Buffer.alloc(SUM)]);
  file.writeInt32LE(sumOf(file.subarray(0, -SUM)), code.length);
  return file;
}

/** undefined: damaged. */
export function codeOf(file: Buffer): Buffer | undefined {
  if (file.length < SUM || file.length % SUM !== 0) return undefined;
  const code = file.subarray(0, -SUM);
  return file.readInt32LE(code.length) === sumOf(code) ? code : undefined;
}

/** FNV-1a (Fowler, Noll, Vo) with 32-bit words for its bytes. */
function sumOf(code: Buffer): number {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length / Int32Array.BYTES_PER_ELEMENT);
  let sum = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ words[i]!, 0x01000193);
  return sum | 0;
}
