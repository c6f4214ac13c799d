import { casesOf, comparison, read, type Recorded } from "./recorded.js";

describe("torch programs print what PyTorch prints", () => {
  casesOf("cases");
  const check = comparison();
  for (const one of read<Recorded & { readonly name: string; readonly source: string }>("programs.json")) it(one.name, () => check(one.source, one));
});
