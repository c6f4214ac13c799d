/** The names of the panel's tabs, and what every tab may say. */
import { strings } from "./strings.js";

export const tabStrings = strings(
  {
    tabs: "Views of the gradient",
    tabGraph: "Graph",
    tabList: "Table",
    tabSteps: "Steps",
    tabPlay: "Play",
    tabFailed: "This view could not be made: {reason}",
  },
  {
    tabs: "梯度的各种视图",
    tabGraph: "图",
    tabList: "表格",
    tabSteps: "步骤",
    tabPlay: "试一试",
    tabFailed: "无法生成此视图：{reason}",
  },
);
