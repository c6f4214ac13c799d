/** Every sentence of the command line. */
export const cliMessages = {
  usage: `Usage: gradient-lens COMMAND [OPTIONS] FILE…

  eval FILE…                  values and gradients as a table
  eval --json FILE…           one JSON object a line
  explain FILE                the backpropagation, step by step, as Markdown
  check FILE…                 the numerical gradient check; exit code 1 if a gradient is wrong

  --format md|tex|html|svg    what explain writes: Markdown (default), a LaTeX article, one HTML page, the graph's picture
  --lines A:B                 only this region (lines counted from 1)
  --budget SECONDS            time for one file (default 60)
  --limit N                   arrays with more elements are summarized in JSON (default 4096)

Files ending in .py are Python; all others are read as formulas.`,
  unknownCommand: (command: string) => `gradient-lens: unknown command ${command}`,
  unknownOption: (option: string) => `gradient-lens: unknown option ${option}`,
  badOption: (option: string, value: string) => `gradient-lens: ${option} ${value}: not a valid value`,
  noFiles: "gradient-lens: no file given",
  unreadable: (file: string, reason: string) => `gradient-lens: ${file}: ${reason}`,
  threadFailed: (file: string, reason: string) => `gradient-lens: ${file}: the engine stopped: ${reason}`,
  stopped: "the time limit was reached inside one operation",
  target: (name: string, value: string) => `target ${name} = ${value}`,
  noTarget: "no target: there is no scalar to differentiate",
  head: ["line", "name", "value", "gradient", ".grad"],
  madeUp: (text: string) => `${text} (placeholder)`,
  noPath: "no path",
  checkHead: ["name", "shape", "analytic", "numeric", "relative error", "checked", "verdict"],
  nothingToCheck: "there is nothing to check",
  of: (some: number, all: number) => `${some} of ${all}`,
  sampled: (directions: number, elements: number, all: number) => `${directions} directions and ${elements} of ${all}`,
  cause: (operation: string, line: number) => `${operation} at line ${line}`,
} as const;
