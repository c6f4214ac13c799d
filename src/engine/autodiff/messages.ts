/** Every sentence of this room. */
import { messages } from "../text/language.js";

export const autodiffMessages = messages(
  {
    tooLarge: (nodes: number) => `the graph has ${nodes} nodes; its expression would not be readable`,
    notScalar: "tensors take part; a symbolic derivative is written for scalars only",
    notElementwise: (operation: string) => `${operation} is not written as a scalar expression`,
    noTarget: "there is no scalar to check",
    noLeaves: "the target depends on no named value that could be checked",
    kink: "the value lies at a kink: the slopes to the left and to the right differ, and the gradient is one of the conventions",
    illConditioned: "rounding swamps the difference quotient here",
    mismatch: "the gradient does not agree with the difference quotient",
    notFinite: "a value here is not finite",
  },
  {
    tooLarge: (nodes) => `图有 ${nodes} 个节点，其表达式将无法阅读`,
    notScalar: "有张量参与；符号导数只对标量写出",
    notElementwise: (operation) => `${operation} 不能写成标量表达式`,
    noTarget: "没有可供检查的标量",
    noLeaves: "目标不依赖于任何可以检查的有名值",
    kink: "该值位于折点：左右斜率不同，梯度取其中一种约定",
    illConditioned: "舍入误差在这里淹没了差商",
    mismatch: "梯度与差商不一致",
    notFinite: "此处有非有限值",
  },
);
