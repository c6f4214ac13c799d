import assert from "node:assert/strict";
import { Person } from "./person.js";

describe("first look", () => {
  let person: Person;
  before(async () => {
    person = await Person.sitDown({ files: { "smoke.py": "x = 3.0\ny = x * x\n" } });
  });
  after(() => person.standUp());

  it("a Python file opens and shows its text", async () => {
    await person.openFile("smoke.py");
    assert.deepEqual((await person.lines()).slice(0, 2), ["x = 3.0", "y = x * x"]);
    await person.screenshot("first-look");
  });

  it("what is typed stands in the editor", async () => {
    await person.goTo(2, 10);
    await person.type(" + x");
    assert.equal((await person.lines())[1], "y = x * x + x");
  });
});
