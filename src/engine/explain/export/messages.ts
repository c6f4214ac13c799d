/** What exported documents say beside the explanation's own sentences. */
import { messages } from "../../text/language.js";

export const exportMessages = messages(
  {
    untitled: "Nothing to explain",
    forwardHead: ["value", "operation", "rule", "numbers", "result"],
    through: (operation: string) => `Back through ${operation}:`,
    receives: "receives",
    curve: (name: string) => `The error of the differences for ${name}, over the step h: truncation rules where h is large, rounding where it is small.`,
    curveHead: ["step h", "error of the forward difference", "error of the central difference"],
    graphOf: (target: string, shown: number, all: number) => (shown < all ? `Graph of ${target}: the ${shown} of ${all} nodes nearest to it` : `Graph of ${target}`),
    madeBy: "Made by Gradient Lens from one recorded run.",
  },
  {
    untitled: "没有可以解释的内容",
    forwardHead: ["值", "运算", "规则", "代入数字", "结果"],
    through: (operation) => `反向经过 ${operation}：`,
    receives: "收到",
    curve: (name) => `${name} 的差分误差随步长 h 的变化：h 大时截断误差主导，h 小时舍入误差主导。`,
    curveHead: ["步长 h", "前向差分的误差", "中心差分的误差"],
    graphOf: (target, shown, all) => (shown < all ? `${target} 的计算图：${all} 个节点中离它最近的 ${shown} 个` : `${target} 的计算图`),
    madeBy: "由 Gradient Lens 根据一次记录的运行生成。",
  },
);
