/** `unicodedata`: normal forms and categories as JavaScript knows them. Names are not known. */
import { raw } from "../builtins/own.js";
import { PyModule, type Value } from "../object.js";

const CATEGORIES = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"].map((name) => [name, new RegExp(`^\\p{${name}}$`, "u")] as const);

const FUNCTIONS = [
  raw("normalize", (rt, [form, text]) => {
    if (form !== "NFC" && form !== "NFD" && form !== "NFKC" && form !== "NFKD") throw rt.raise("ValueError", "invalid normalization form");
    return rt.str(text).normalize(form);
  }, { binding: "static" }),
  raw("category", (_, [character]) => CATEGORIES.find(([, pattern]) => pattern.test(String(character)))?.[0] ?? "Cn", { binding: "static" }),
];

export const unicodedataModule = (): PyModule => new PyModule("unicodedata", new Map<string, Value>(FUNCTIONS.map((one) => [one.name, one])));
