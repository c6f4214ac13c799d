// How many of the names that real gradient code uses the engine knows: `node tools/census.mjs [--missing N]` (after a build).
// The names and how many files use each are in census/names.json. Each name is asked of the command line itself: a program
// that reads the name and prints what it is. What ends in a problem or an exception does not resolve.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Objects whose methods and attributes stand under a short name. @type {Readonly<Record<string, string>>} */
const OBJECTS = {
  Tensor: "import torch\nowner = torch.ones(2, 2)",
  Module: "import torch\nowner = torch.nn.Linear(2, 2)",
  Optimizer: "import torch\nowner = torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=0.1)",
  str: "owner = ''", list: "owner = []", dict: "owner = {}", set: "owner = set()",
};

/** Of other objects than the one their group stands for, or gone from the library (np.Inf since NumPy 2). @type {ReadonlySet<string>} */
const OTHERS = new Set(["Module.device", "Tensor.values", "Tensor.astype", "numpy.Inf"]);

/** @param {string} name */
function program(name) {
  const parts = name.split(".");
  const last = parts.at(-1) ?? "";
  const owner = parts.slice(0, -1);
  const first = owner[0] ?? "";
  if (first === "builtins") return `print(${last} is not None)\n`;
  if (owner.length === 1 && OBJECTS[first] !== undefined) return `${OBJECTS[first]}\nfound = owner.${last}\nprint(type(found) is not None, repr(found) is not None)\n`;
  if (!owner.length) return `import ${last}\nprint(True)\n`;
  // A class or a module may stand before the last name.
  return `import ${first}\n${owner.length > 1 ? `try:\n    import ${owner.join(".")}\nexcept ImportError:\n    pass\n` : ""}found = ${name}\nprint(type(found) is not None, repr(found) is not None)\n`;
}

/** Whether the engine resolves each program's name. @param {readonly string[]} programs */
function ask(programs) {
  const folder = mkdtempSync(join(tmpdir(), "census-"));
  try {
    const files = programs.map((source, i) => {
      const file = join(folder, `${i}.py`);
      writeFileSync(file, source);
      return file;
    });
    /** @type {boolean[]} */
    const found = [];
    for (let i = 0; i < files.length; i += 200) {
      const lines = execFileSync(process.execPath, [join(root, "dist", "cli.js"), "eval", "--json", ...files.slice(i, i + 200)], { maxBuffer: 2 ** 28 }).toString().trim().split("\n");
      for (const line of lines) {
        const { stdout, error, problems } = /** @type {{ stdout: string, error: string | null, problems: { code: string }[] }} */ (JSON.parse(line)); // the command line's contract
        found.push(error === null && stdout.startsWith("True") && !problems.some(({ code }) => /^(unsupported|internal|missing)/.test(code)));
      }
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const at = process.argv.indexOf("--missing");
const shown = at < 0 ? 20 : Number(process.argv[at + 1]);
const { source, ...frameworks } = /** @type {{ source: string } & Record<string, Record<string, number>>} */ (JSON.parse(readFileSync(join(root, "tools", "census", "names.json"), "utf8"))); // written like that
console.log(source);
for (const [framework, names] of Object.entries(frameworks)) {
  const list = Object.entries(names).filter(([name]) => !OTHERS.has(name));
  const found = ask(list.map(([name]) => program(name)));
  const uses = list.reduce((sum, [, files]) => sum + files, 0);
  const known = list.filter((_, i) => found[i]);
  const weighted = known.reduce((sum, [, files]) => sum + files, 0);
  const percent = (/** @type {number} */ part, /** @type {number} */ whole) => `${((100 * part) / whole).toFixed(1)} %`;
  console.log(`${framework}: ${known.length} of ${list.length} names (${percent(known.length, list.length)}), ${percent(weighted, uses)} by files`);
  const missing = list.filter((_, i) => !found[i]);
  if (missing.length) console.log(`  not resolved: ${missing.slice(0, shown).map(([name, files]) => `${name} ${files}`).join(", ")}${missing.length > shown ? `, and ${missing.length - shown} more` : ""}`);
}
