/** Heat maps and histograms of a tensor's elements. Names in braces are filled in by the panel. */
import { strings } from "./strings.js";

export const heatStrings = strings(
  {
    heatCell: "row {row}, column {column}: {value}",
    heatBlock: "rows {row} to {lastRow}, columns {column} to {lastColumn}: largest magnitude {value}",
    heatAxis: "axis {axis}",
    heatWhole: "Whole matrix",
    heatBlocks: "Each cell stands for {height} × {width} elements and shows the one of the largest magnitude. Choose a cell to see its elements.",
    heatWindow: "Rows {top} to {bottom} and columns {left} to {right} of {rows} × {columns}.",
    heatEmpty: "It has no elements.",
    heatHistogram: "Histogram, {title}: from {from} to {to}; the fullest of {bins} bins, number {bin}, has {percent} % of the elements.",
  },
  {
    heatCell: "第 {row} 行，第 {column} 列：{value}",
    heatBlock: "第 {row} 至 {lastRow} 行，第 {column} 至 {lastColumn} 列：最大绝对值的元素为 {value}",
    heatAxis: "轴 {axis}",
    heatWhole: "整个矩阵",
    heatBlocks: "每个单元格代表 {height} × {width} 个元素，显示其中绝对值最大的一个。选择单元格即可查看其元素。",
    heatWindow: "{rows} × {columns} 中的第 {top} 至 {bottom} 行、第 {left} 至 {right} 列。",
    heatEmpty: "没有元素。",
    heatHistogram: "直方图，{title}：从 {from} 到 {to}；{bins} 个区间中最满的是第 {bin} 个，含 {percent} % 的元素。",
  },
);
