/** Notebook commands are no Python: they are read as comments, and no offset moves. */
import { strict as assert } from "node:assert";
import { withoutCommands } from "../../src/engine/syntax/layout/commands.js";

describe("notebook commands", () => {
  const cases: readonly (readonly [what: string, source: string, text: string, commands: readonly string[]])[] = [
    ["magics, shell and questions become comments", "%matplotlib inline\n!pip install x\n?torch.tensor\nx??\ny = 1\n", "#matplotlib inline\n#pip install x\n#torch.tensor\n#??\ny = 1\n", ["%matplotlib inline", "!pip install x", "?torch.tensor", "x??"]],
    ["inside a block they become `pass`", "if 1:\n    !pip install x\n    !ls\n    !l\n", "if 1:\n    pass#install x\n    0  \n    0 \n", ["!pip install x", "!ls", "!l"]],
    ["a backslash goes on with the next line", "!pip \\\n  install\nx = 1\n", "#pip \\\n# install\nx = 1\n", ["!pip \\\n  install"]],
    ["a timed statement runs", "%time x = 1\n", "pass; x = 1\n", ["%time"]],
    ["a timed cell runs", "%%time\nx = 1\n", "#%time\nx = 1\n", ["%%time"]],
    ["a cell of another language is left out to the next cell", "%%bash\nls 'it\n# %%\nx = 1\n", "#%bash\n#s 'it\n# %%\nx = 1\n", ["%%bash\nls 'it"]],
    ["an open quote in a command costs no other line", "!echo it's (\nx = 1\n", "#echo it's (\nx = 1\n", ["!echo it's ("]],
    ["a line that goes on is Python", "x = (5\n  % 3)\ny = 7 \\\n  % 2\n", "x = (5\n  % 3)\ny = 7 \\\n  % 2\n", []],
    ["strings are strings", "x = '''\n%magic\n!shell\n'''\n", "x = '''\n%magic\n!shell\n'''\n", []],
    ["carriage returns stay", "%cd x\r\ny = 1\r\n", "#cd x\r\ny = 1\r\n", ["%cd x"]],
  ];
  for (const [what, source, text, commands] of cases) {
    it(what, () => {
      const found = withoutCommands(source);
      assert.equal(found.text, text);
      assert.equal(found.text.length, source.length);
      assert.deepEqual(found.commands.map(({ start, end }) => source.slice(start, end)), commands);
    });
  }
});
