/** JSON text → values, with CPython's words for what is wrong. */
import { PyFloat, PyInstance, PyList, PyRaise, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { narrow } from "../semantics/integers.js";
import { PyDict } from "../values/dict.js";
import { EXCEPTIONS } from "../values/exception.js";

export const decodeError = new PyType("JSONDecodeError", [EXCEPTIONS.get("ValueError")!], "json.decoder");

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
/** Numbers are floats. */
const WORDS: readonly (readonly [string, null | boolean | number])[] = [["null", null], ["true", true], ["false", false], ["NaN", Number.NaN], ["Infinity", Number.POSITIVE_INFINITY], ["-Infinity", Number.NEGATIVE_INFINITY]];
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Called with each object's entries; its answer takes the object's place. */
export type Objects = (dict: PyDict) => Value;

export function readJson(rt: Runtime, text: string, objects: Objects): Value {
  let at = 0;

  function wrong(message: string, where: number): PyRaise {
    const line = text.slice(0, where).split("\n").length;
    const column = where - text.lastIndexOf("\n", where - 1);
    const error = new PyInstance(decodeError);
    error.dict.set("args", rt.tuple([`${message}: line ${line} column ${column} (char ${where})`])).set("msg", message).set("doc", text).set("pos", where).set("lineno", line).set("colno", column);
    return new PyRaise(error);
  }
  function space(): void {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)![0].length; // it matches nothing at least
  }
  function string(): string {
    const start = at++;
    let result = "";
    for (;;) {
      const character = text[at];
      if (character === undefined) throw wrong("Unterminated string starting at", start);
      at++;
      if (character === '"') return result;
      if (character < " ") throw wrong("Invalid control character at", at - 1);
      if (character !== "\\") { result += character; continue; }
      const escape = text[at++] ?? "";
      if (escape === "u") {
        const digits = text.slice(at, at + 4);
        if (!/^[\da-fA-F]{4}$/.test(digits)) throw wrong("Invalid \\uXXXX escape", at - 1);
        result += String.fromCharCode(Number.parseInt(digits, 16));
        at += 4;
      } else {
        const plain = ESCAPES[escape];
        if (plain === undefined) throw wrong(escape ? "Invalid \\escape" : "Unterminated string starting at", escape ? at - 2 : start);
        result += plain;
      }
    }
  }
  function value(): Value {
    rt.step();
    const character = text[at];
    if (character === '"') return string();
    if (character === "{") return object();
    if (character === "[") return array();
    for (const [word, meaning] of WORDS) if (text.startsWith(word, at)) { at += word.length; return typeof meaning === "number" ? new PyFloat(meaning) : meaning; }
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(text);
    if (!match) throw wrong("Expecting value", at);
    at += match[0].length;
    return match[2] === undefined && match[3] === undefined ? narrow(BigInt(match[1]!)) : new PyFloat(Number(match[0]));
  }
  function array(): Value {
    const items: Value[] = [];
    at++;
    space();
    if (text[at] === "]") { at++; return new PyList(items); }
    rt.enter();
    for (;;) {
      items.push(value());
      space();
      if (text[at] === "]") break;
      if (text[at] !== ",") throw wrong("Expecting ',' delimiter", at);
      at++;
      space();
    }
    rt.leave();
    at++;
    return new PyList(items);
  }
  function object(): Value {
    const dict = new PyDict();
    at++;
    space();
    if (text[at] === "}") { at++; return objects(dict); }
    rt.enter();
    for (;;) {
      if (text[at] !== '"') throw wrong("Expecting property name enclosed in double quotes", at);
      const name = string();
      space();
      if (text[at] !== ":") throw wrong("Expecting ':' delimiter", at);
      at++;
      space();
      dict.setName(name, value());
      space();
      if (text[at] === "}") break;
      if (text[at] !== ",") throw wrong("Expecting ',' delimiter", at);
      at++;
      space();
    }
    rt.leave();
    at++;
    return objects(dict);
  }

  space();
  const result = value();
  space();
  if (at < text.length) throw wrong("Extra data", at);
  return result;
}
