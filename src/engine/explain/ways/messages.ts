/** Why a way has no answer. */
import { messages } from "../../text/language.js";

export const waysMessages = messages(
  {
    notSymbolic: (reason: string) => `No formula: ${reason}. Symbolic differentiation writes the derivative down once for all inputs; a program of tensors would need a formula for every element.`,
    seeded: "No formula: the target is a tensor with a given upstream gradient.",
    noTangent: "An operation on the way has no forward rule.",
    tooSlow: (milliseconds: string) => `One evaluation takes ${milliseconds} ms: the curve would keep you waiting.`,
  },
  {
    notSymbolic: (reason) => `没有公式：${reason}。符号微分只写一次导数便适用于所有输入；张量程序则需要为每个元素各写一个公式。`,
    seeded: "没有公式：目标是给定上游梯度的张量。",
    noTangent: "路径上的某个运算没有前向规则。",
    tooSlow: (milliseconds) => `一次求值需要 ${milliseconds} 毫秒：绘制曲线会让您久等。`,
  },
);
