/** The calculations of an explanation, read from its Markdown alone. */
export interface Calculation {
  /** The line it stands in. */
  readonly line: string;
  readonly left: string;
  readonly right: string;
}

/** Everything of the form `calculation = result` in the two passes; shapes and names among them. */
export function calculationsOf(markdown: string): Calculation[] {
  const plain = markdown.replace(/\\([_<>`[\]*|])/g, "$1");
  // "where ∂L/∂y = −2:" gives a name its number; an adjoint handed on as it is refers to it.
  const arrived = new Map([...plain.matchAll(/, where (∂\S+) = (−?[\d.e−]+):$/gm)].map((match) => [match[1]!, match[2]!]));
  return plain
    .split("\n## ")
    .slice(2, 4)
    .flatMap((section) => section.split("\n").flatMap(inLine))
    .map((calculation) => ({ ...calculation, left: arrived.get(calculation.left) ?? calculation.left }));
}

function inLine(line: string): Calculation[] {
  if (/^\| \d/.test(line)) {
    const cells = line.split(" | ");
    const [numbers = "", result = ""] = cells.slice(-2);
    return numbers.split("; ").flatMap((part, i) => [
      ...pair(line, part),
      // What the rule gives is the value in the table.
      ...(i === 0 && numbers !== "" && !result.startsWith("[") ? [{ line, left: numbers.split(" = ").at(-1)!.split(";")[0]!, right: result.replace(/ \|$/, "") }] : []),
    ]);
  }
  return /^ *- /.test(line) ? pair(line, line) : [];
}

/** The last two sides: those before are the rule. */
function pair(line: string, text: string): Calculation[] {
  const sides = text.replace(/ \([^()]*\d[^()]*\)$/, (note) => (/[A-Za-z]{3}/.test(note) ? "" : note)).split(" = ");
  const [left, right] = sides.slice(-2);
  if (left === undefined || right === undefined) return [];
  return [{ line, left: left.split(/: (?=[^:]*$)/).at(-1)!, right }];
}
