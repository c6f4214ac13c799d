/** Every sentence of this room. */
import { messages } from "../text/language.js";

export const mathMessages = messages(
  {
    expected: (what: string, found: string) => `formula: expected ${what}, found ${found}`,
    end: "the end of the line",
    value: "a value",
    closing: (sign: string) => `'${sign}'`,
    unreadable: (text: string) => `formula: '${text}' cannot be read here`,
    tooDeep: "formula: nested too deeply",
    undefinedName: (name: string) => `${name} has no value; give it one with “with ${name}=…” or on an earlier line`,
    circular: (name: string) => `${name} is defined by itself`,
    argumentCount: (name: string, wanted: number, found: number) => `${name} takes ${wanted} argument${wanted === 1 ? "" : "s"}, ${found} given`,
    sumBounds: "∑: the bounds must be whole numbers, at most 10,000 apart",
    ragged: "list: the rows must have the same shape",
    element: (name: string, index: number, length: number) => `${name} has ${length} elements; there is no element ${index}`,
    nothing: "no formula here",
    noTarget: "nothing to differentiate: no formula here depends on a name",
    notScalar: (name: string, shape: string) => `${name} has shape ${shape}; a gradient needs a single number, so the sum of its elements is differentiated`,
  },
  {
    expected: (what, found) => `公式：此处应为${what}，却是 ${found}`,
    end: "行尾",
    value: "一个值",
    closing: (sign) => `“${sign}”`,
    unreadable: (text) => `公式：无法读懂此处的“${text}”`,
    tooDeep: "公式：嵌套太深",
    undefinedName: (name) => `${name} 没有值；请用“with ${name}=…”或在前面的行中给出`,
    circular: (name) => `${name} 由它自己定义`,
    argumentCount: (name, wanted, found) => `${name} 需要 ${wanted} 个参数，给了 ${found} 个`,
    sumBounds: "∑：上下限必须是整数，且相差不超过 10,000",
    ragged: "列表：各行的形状必须相同",
    element: (name, index, length) => `${name} 有 ${length} 个元素，没有元素 ${index}`,
    nothing: "这里没有公式",
    noTarget: "没有可求导的内容：这里没有依赖于某个名称的公式",
    notScalar: (name, shape) => `${name} 的形状为 ${shape}；梯度需要单个数，因此对其元素之和求导`,
  },
);
