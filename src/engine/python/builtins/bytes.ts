/** bytes. */
import type { PyType, Value } from "../object.js";
import { NotImplemented } from "../object.js";
import { sameItems } from "../semantics/compare.js";
import { listOf } from "../semantics/iteration.js";
import { bytesType, PyBytes } from "../values/bytes.js";
import { own, raw } from "./own.js";

export const utf8 = (text: string): number[] =>
  [...text].flatMap((point) => {
    const code = point.codePointAt(0)!;
    if (code < 0x80) return [code];
    if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
    if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
    return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  });

function fromUtf8(data: readonly number[]): string {
  let text = "";
  for (let i = 0; i < data.length;) {
    const first = data[i++];
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let k = 0; k < more; k++) code = (code << 6) | (data[i++] & 63);
    text += String.fromCodePoint(Math.min(code, 0x10ffff));
  }
  return text;
}

const dataOf = (value: Value): readonly number[] => (value as PyBytes).data; // a method of bytes

export function defineBytes(): PyType[] {
  own(bytesType, [
    raw("__new__", (rt, [, source]) => {
      if (source === undefined) return new PyBytes([]);
      if (typeof source === "string") return new PyBytes(utf8(source));
      if (typeof source === "number") return new PyBytes(new Array<number>(source).fill(0));
      return new PyBytes(listOf(rt, source).map((one) => rt.int(one)));
    }, { binding: "static" }),
    raw("decode", (_, [self]) => fromUtf8(dataOf(self))),
    raw("hex", (_, [self]) => dataOf(self).map((byte) => byte.toString(16).padStart(2, "0")).join("")),
    raw("__len__", (_, [self]) => dataOf(self).length),
    raw("__getitem__", (rt, [self, index]) => rt.subscript(self, index)),
    raw("__eq__", (rt, [a, b]) => (b instanceof PyBytes ? sameItems(rt, dataOf(a), b.data) : NotImplemented)),
    raw("__add__", (_, [a, b]) => (b instanceof PyBytes ? new PyBytes([...dataOf(a), ...b.data]) : NotImplemented)),
  ]);
  return [bytesType];
}
