/** Every table of sentences: complete in both languages, and each of its sentences said somewhere. */
import assert from "node:assert/strict";
import { ALL_STRINGS, panelStrings } from "../../src/extension/panel/strings/panel-strings.js";
import { CARD_FORMULAS } from "../../src/engine/ops/cards/formulas.zh-cn.js";
import { CARD_CONVENTIONS } from "../../src/engine/ops/cards/conventions.zh-cn.js";
import { CARD_SENTENCES } from "../../src/engine/ops/cards/sentences.zh-cn.js";
import { CARDS } from "../../src/engine/ops/registry.js";
import { language, messages } from "../../src/engine/text/language.js";
import { readings, readSource, sourcesUnder, type Table, tables } from "./tables.js";
import { unsaid } from "./said.js";

const HAN = /\p{Script=Han}/u;
/** A sign between Chinese characters that is not full-width. */
const HALF_WIDTH = /\p{Script=Han}\s?[,;:!?]|[,;:!?]\s?\p{Script=Han}/u;

describe("tables of sentences of the engine", () => {
  let all: Table[];
  before(async () => {
    all = await tables();
  });

  it("there is one in each room that speaks", () => {
    assert.ok(all.length >= 11, all.map(({ file }) => file).join());
  });

  it("each sentence is in Chinese, and says every part that the English one says", () => {
    const wrong: string[] = [];
    for (const { name, value } of all)
      for (const [key, { en, zh }] of readings(value)) {
        if (zh === undefined) wrong.push(`${name}.${key} is missing in Chinese`);
        else {
          if (en.parts.some((part) => !zh.parts.includes(part))) wrong.push(`${name}.${key}: ${zh.text} leaves out a part of ${en.text}`);
          if (hasWords(en.text) && !HAN.test(zh.text)) wrong.push(`${name}.${key}: ${zh.text} is not Chinese`);
          if (HALF_WIDTH.test(zh.text)) wrong.push(`${name}.${key}: half-width signs in ${zh.text}`);
        }
      }
    assert.deepEqual(wrong, []);
    assert.equal(language(), "en");
  });

  it("each sentence is said somewhere in the engine", () => {
    const sources = sourcesUnder("src/engine").map((path) => [path, readSource(path)] as const);
    assert.deepEqual(all.flatMap((table) => unsaid(table, sources)), []);
  });

  it("a sentence that is missing in Chinese, or that nobody says, would be found", () => {
    const planted = { file: "src/engine/planted/messages.ts", name: "planted", value: messages({ a: (x: string) => `${x} is here now`, b: "left alone" }, { a: () => "在这里", b: "left alone" }) };
    const { a, b } = Object.fromEntries(readings(planted.value));
    assert.ok(!a!.zh.parts.includes("0") && a!.en.parts.includes("0"));
    assert.ok(hasWords(b!.en.text) && !HAN.test(b!.zh.text));
    assert.deepEqual(unsaid(planted, [["x.ts", 'import { planted as say } from "./messages.js"; say.a("")']]), ["planted.b"]);
  });
});

/** Two English words of three letters in a row: a sentence, and no name or formula. */
const hasWords = (text: string): boolean => /[a-z]{3,} [a-z]{3,}/.test(text);

describe("the cards in Chinese", () => {
  it("each card of the registry has its sentence, and there is no sentence without a card", () => {
    assert.deepEqual(Object.keys(CARD_SENTENCES).sort(), CARDS.filter((card) => typeof card.sentence === "string").map(({ name }) => name).sort());
    for (const [name, sentence] of Object.entries(CARD_SENTENCES)) assert.match(sentence, /^[^\n]*。$/u, name);
  });

  it("each convention where there is no derivative is said in Chinese, and none that no card has", () => {
    assert.deepEqual(Object.keys(CARD_CONVENTIONS).sort(), [...new Set(CARDS.flatMap(({ convention }) => convention ?? []))].sort());
    for (const sentence of Object.values(CARD_CONVENTIONS)) assert.match(sentence, /\p{Script=Han}.*。$/u);
  });

  /** Words that are names in formulas of any language. */
  const NAMES = /\b(?:exp|ln|max|min|argmax|argmin|argmedian|argnanmedian|argmode|argcummax|argcummin|median|nanmedian|mean|sign|clip|cos|sin|tan|tanh|cosh|sinh|arsinh|erf|softmax|softmin|log_softmax|onehot|diag|skew|low|up|det|tr|cov|all|any|lse|sigmoid|relu|ndtr)\b/g;
  const words = (template: string): boolean =>
    /[a-z]{2,}/.test(
      template
        .replaceAll(/\\operatorname\*?\{[^}]*\}/g, "")
        .replaceAll(/\\[a-zA-Z]+/g, "")
        .replaceAll(/\{\w+\}/g, "")
        // Calls, and names of indices and cards.
        .replaceAll(/\b[a-z](?:\w|\\_)+(?=\()|[a-z]+_\w+|\bjk\b/g, "")
        .replaceAll(NAMES, ""),
    );

  it("each formula with words in it is translated, with the same names in braces, and no other", () => {
    const templates = new Set(
      CARDS.flatMap((card) => (card.kind === "structural" ? [card.formula.value, ...Object.values(card.formula.derivatives)] : [])).flatMap(({ text, latex }) => [text, latex]),
    );
    const missing = [...templates].filter((template) => words(template) && !(template in CARD_FORMULAS));
    assert.deepEqual(missing, []);
    const frameworks = sourcesUnder("src/engine/frameworks").map(readSource).join("\n");
    for (const [english, chinese] of Object.entries(CARD_FORMULAS)) {
      assert.ok(templates.has(english) || frameworks.includes(`"${english}"`), `no card has the formula ${english}`);
      const names = (text: string): string[] => [...new Set([...text.matchAll(/(?<!\\text)\{(\w+)\}/g)].map(([, name]) => name!))].sort();
      assert.deepEqual(names(chinese), names(english), english);
      assert.match(chinese, HAN);
    }
  });
});

describe("texts of the panel", () => {
  it("no key stands in two tables", () => {
    const keys = Object.values(ALL_STRINGS).flatMap((table) => Object.keys(table.en));
    assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
    assert.deepEqual(Object.keys(panelStrings("en")).sort(), [...keys].sort());
  });

  it("each is in Chinese, with the same names in braces and full-width signs", () => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
    for (const { en, "zh-cn": zh } of Object.values(ALL_STRINGS) as { en: Record<string, string>; "zh-cn": Record<string, string> }[]) {
      assert.deepEqual(Object.keys(zh), Object.keys(en));
      for (const [key, text] of Object.entries(en)) {
        assert.deepEqual(names(zh[key]!), names(text), key);
        if (hasWords(text)) assert.match(zh[key]!, HAN, key);
        assert.doesNotMatch(zh[key]!.replaceAll(/\{\w+\}/g, "数"), HALF_WIDTH, key);
      }
    }
  });

  it("each is used by the page or by the extension", () => {
    // The names of verdicts and the like are texts of the report.
    const sources = [...sourcesUnder("media"), ...sourcesUnder("src/extension"), ...sourcesUnder("src/engine/report")].filter((path) => !path.includes("/strings/")).map(readSource).join("\n");
    const unused = Object.keys(panelStrings("en")).filter((key) => !new RegExp(`(?:\\.|["'\`]|[{,]\\s*)${key}\\b`).test(sources));
    assert.deepEqual(unused, []);
  });
});

describe("texts of the manifest and of the extension", () => {
  const json = (path: string): Record<string, string> => JSON.parse(readSource(path));

  it("Chinese ones have full-width signs", () => {
    for (const file of ["package.nls.zh-cn.json", "l10n/bundle.l10n.zh-cn.json"])
      for (const [key, text] of Object.entries(json(file))) assert.doesNotMatch(text.replaceAll(/\*Gradient Lens: /g, "").replaceAll(/\{\w+\}/g, "数"), HALF_WIDTH, `${file}: ${key}`);
  });

  it("each sentence of the manifest is in both languages and links the same commands", () => {
    const [en, zh] = [json("package.nls.json"), json("package.nls.zh-cn.json")];
    for (const [key, text] of Object.entries(en)) {
      const commands = (all: string): string[] => [...all.matchAll(/\(command:([\w.]+)\)/g)].map(([, name]) => name!).sort();
      assert.deepEqual(commands(zh[key]!), commands(text), key);
      assert.match(zh[key]!, HAN, key);
    }
  });
});
