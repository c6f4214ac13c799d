/** Every sentence of the steps. */
import { messages } from "../../text/language.js";

export const stepMessages = messages(
  {
    leaves: (target: string, leaves: number, operations: number) =>
      `${target} is computed from ${leaves} ${leaves === 1 ? "leaf" : "leaves"} in ${operations} operation${operations === 1 ? "" : "s"}.`,
    leavesSpoken: (target: string) => `The leaves that ${target} is computed from`,
    forwardSpoken: (operation: string, name: string, value: string) => `Forward: ${operation} gives ${name} = ${value}`,
    backwardSpoken: (operation: string, arrived: string, handed: string) => `Backward through ${operation}: ${arrived} arrives, ${handed} goes on`,
    nothing: "nothing",
    picks: (output: number, source: string) => `Takes output ${output} of ${source}; its gradient goes back to that output.`,
    path: (at: number, of: number, name: string, sum: string) => `path ${at} of ${of} into ${name}: ${sum}`,
    pathAt: (at: number, of: number, name: string, index: string, sum: string) => `path ${at} of ${of} into ${name}, at ${index}: ${sum}`,
    seedSpoken: (sentence: string) => `Backward pass. ${sentence}`,
    gradientsSpoken: "The gradients of all leaves",
    boxForward: (title: string, operations: number) => `Forward through ${title}: ${operations} operation${operations === 1 ? "" : "s"}`,
    boxBackward: (title: string, operations: number) => `Backward through ${title}: ${operations} operation${operations === 1 ? "" : "s"}`,
    times: (title: string, times: number) => `${title} ×${times}`,
    range: (name: string, least: string, most: string) => `‖${name}‖ goes from ${least} to ${most} over the repetitions`,
    element: (rule: string, numbers: string) => `for one element, ${rule}: ${numbers}`,
    rest: (terms: number) => `(the last number stands for ${terms} further terms)`,
  },
  {
    leaves: (target, leaves, operations) => `${target} 由 ${leaves} 个叶子经 ${operations} 个运算得到。`,
    leavesSpoken: (target) => `计算 ${target} 所用的叶子`,
    forwardSpoken: (operation, name, value) => `前向：${operation} 得到 ${name} = ${value}`,
    backwardSpoken: (operation, arrived, handed) => `反向经过 ${operation}：收到 ${arrived}，传出 ${handed}`,
    nothing: "无",
    picks: (output, source) => `取 ${source} 的第 ${output} 个输出；它的梯度回到该输出。`,
    path: (at, of, name, sum) => `到达 ${name} 的第 ${at} 条路径（共 ${of} 条）：${sum}`,
    pathAt: (at, of, name, index, sum) => `到达 ${name} 的第 ${at} 条路径（共 ${of} 条），元素 ${index}：${sum}`,
    seedSpoken: (sentence) => `反向传播。${sentence}`,
    gradientsSpoken: "所有叶子的梯度",
    boxForward: (title, operations) => `前向经过 ${title}：${operations} 个运算`,
    boxBackward: (title, operations) => `反向经过 ${title}：${operations} 个运算`,
    times: (title, times) => `${title} ×${times}`,
    range: (name, least, most) => `在各次重复中 ‖${name}‖ 从 ${least} 到 ${most}`,
    element: (rule, numbers) => `其中一个元素，${rule}：${numbers}`,
    rest: (terms) => `（最后一个数代表其余 ${terms} 项）`,
  },
);
