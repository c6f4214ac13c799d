/** Every sentence of this room. */
import { messages } from "../../text/language.js";

export const playMessages = messages(
  {
    turned: (text: string, line: number) => `\`${text}\` in line ${line} comes out differently now: the program would take another way there. The values are those of the way it took.`,
    readPlainly: (text: string, line: number) => `\`${text}\` in line ${line} takes a number as a size or an option: there it stays what it was.`,
    missed: (count: number) => `${count} more comparisons are not watched: the program may take another way at one of them.`,
    held: (name: string) => `${name} stays as it was recorded: its value follows a rule of the program's own.`,
    computedLater: (name: string, by: string) => `${name} stays as it was recorded: ${by} made it, which the replay does not run again.`,
    sample: (call: string) => `it is a random sample of ${call}`,
    madeBy: (by: string) => `it was made by ${by}`,
    computed: "it was computed",
    noLiteral: "its numbers do not stand in the text as they are",
    notInText: "it has no place in the text",
    shared: (name: string) => `the same text gives the number of ${name}, which is another one now`,
    repeated: "the text was run several times and only the last number was changed",
    notFinite: "a number that is not finite cannot be written",
  },
  {
    turned: (text, line) => `第 ${line} 行的 \`${text}\` 现在结果不同：程序在那里会走另一条路。这里的值仍属于它当时走的路。`,
    readPlainly: (text, line) => `第 ${line} 行的 \`${text}\` 把一个数当作大小或选项：在那里它保持原值。`,
    missed: (count) => `另有 ${count} 处比较未被跟踪：程序可能在其中某处走另一条路。`,
    held: (name) => `${name} 保持记录时的值：它的值由程序自己的规则给出。`,
    computedLater: (name, by) => `${name} 保持记录时的值：它由 ${by} 产生，重放不会再次运行它。`,
    sample: (call) => `它是 ${call} 的随机样本`,
    madeBy: (by) => `它由 ${by} 产生`,
    computed: "它是计算出来的",
    noLiteral: "它的数值没有原样写在文本里",
    notInText: "它在文本中没有位置",
    shared: (name) => `同一处文本还给出了 ${name} 的数值，而后者现在不同`,
    repeated: "这段文本运行了多次，而只改了最后一次的数值",
    notFinite: "非有限的数值无法写入",
  },
);
