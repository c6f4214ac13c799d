/** Every sentence of this room. */
import { messages } from "../text/language.js";

export const autodiffMessages = messages(
  {
    tooLarge: (nodes: number) => `the graph has ${nodes} nodes; its expression would not be readable`,
    notScalar: "tensors take part; a symbolic derivative is written for scalars only",
    notElementwise: (operation: string) => `${operation} is not written as a scalar expression`,
  },
  {
    tooLarge: (nodes) => `图有 ${nodes} 个节点，其表达式将无法阅读`,
    notScalar: "有张量参与；符号导数只对标量写出",
    notElementwise: (operation) => `${operation} 不能写成标量表达式`,
  },
);
