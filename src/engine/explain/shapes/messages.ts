/** Why the rules of tensors have the form they have, a sentence or two each. */
import { messages } from "../../text/language.js";

export const storyMessages = messages(
  {
    rightFactor: (x: string, other: string, y: string, upper: string, mine: string, its: string, out: string) =>
      `Element (i, j) of ${x} ${mine} meets element i of every row of ${other} ${its} and goes into column j of ${y} ${out}. The sum over the rows is ${other}ᵀ · ${upper}: the shapes leave no other product.`,
    leftFactor: (x: string, other: string, y: string, upper: string, mine: string, its: string, out: string) =>
      `Element (i, k) of ${x} ${mine} meets row k of ${other} ${its} and goes into all of row i of ${y} ${out}. The sum over that row is ${upper} · ${other}ᵀ: the shapes leave no other product.`,
    vector: (x: string, other: string) => `Each element of ${x} is multiplied by elements of ${other}: its gradient is the sum of those, each times the gradient of the result it went into.`,
    linearWeight: (x: string, other: string, y: string, upper: string, mine: string, its: string, out: string) =>
      `Element (j, i) of ${x} ${mine} meets feature i of every row of ${other} ${its} and goes into output j of ${y} ${out}. The sum over the rows is (${upper})ᵀ · ${other}: the shapes leave no other product.`,
    linearInput: (x: string, other: string, y: string, mine: string, its: string, out: string) =>
      `Each row of ${x} ${mine} goes through all of ${other} ${its} into the same row of ${y} ${out}: what comes back is the row's gradient times the weights.`,
    bias: (x: string, mine: string, out: string) => `${x} ${mine} is added to every row of ${out}: its gradient is the sum over the rows.`,
    broadcast: (x: string, from: string, to: string, times: number) =>
      `Each element of ${x} ${from} is used ${times} time${times === 1 ? "" : "s"} in ${to}: what comes back from all its copies adds up.`,
    mask: (x: string) => `Element by element: where ${x} is in the flat part, the slope is 0 and the gradient is masked out; elsewhere it goes through.`,
    number: "(one number)",
    passed: (x: string, y: string) => `Element by element, with slope 1: the gradient of ${y} goes on to ${x} as it is.`,
    elementwise: (x: string, y: string) => `Element by element: each element of ${x} goes into one element of ${y} only, so each gradient is multiplied by its own slope.`,
    sum: (x: string, from: string, to: string) => `Every element of ${x} ${from} goes into its sum with factor 1: the gradient ${to} is copied to all of them.`,
    mean: (x: string, from: string, to: string, times: number) => `Every element of ${x} ${from} goes into its mean with factor 1/${times}: the gradient ${to} is copied to all of them, divided by ${times}.`,
    moved: (x: string, y: string, from: string, to: string) => `The elements of ${x} ${from} only change places in ${y} ${to}: the gradient goes back to the places they came from.`,
    taken: (x: string, y: string, from: string, to: string) => `${y} ${to} takes some elements of ${x} ${from}: the gradient goes back to those, added up where one was taken more than once; all others get 0.`,
    embedding: (x: string, y: string, from: string) => `${y} takes rows of ${x} ${from}: each row gets the sum of the gradients of the places it was taken to; rows not taken get 0.`,
    softmax: (x: string, y: string) => `Each element of ${x} moves all results of its row, which add up to 1: ${y} times (its gradient minus the row's mean gradient weighted with ${y}). The gradients of a row add up to 0.`,
    logSoftmax: (x: string, y: string) => `Each element of ${x} raises its own result and lowers the whole row through the logarithm of the sum: its gradient minus exp(${y}) times the sum of the row's gradients.`,
    normalized: (x: string) => `Mean and variance depend on all the elements that are normalized together: what would only shift or stretch ${x} is taken out of the gradient.`,
    convolution: (x: string, y: string, from: string, to: string) => `An element of ${x} ${from} meets many windows and goes into many elements of ${y} ${to}: the sum over them is a convolution again.`,
    crossEntropy: (x: string) => `The logarithm undoes the softmax: what is left for ${x} is probability minus truth, divided by the number of rows where the loss is a mean.`,
    squaredError: (x: string) => `Each element of ${x} has its own square: 2 · (prediction − truth), divided by the number of elements where the loss is a mean.`,
    general: (x: string, y: string, from: string, to: string) => `The rule hands the gradient of ${y} ${to} on to ${x} ${from}: each element gets the sum over all results it went into.`,
  },
  {
    rightFactor: (x, other, y, upper, mine, its, out) =>
      `${x} ${mine} 的元素 (i, j) 与 ${other} ${its} 每一行的第 i 个元素相乘，进入 ${y} ${out} 的第 j 列。对各行求和就是 ${other}ᵀ · ${upper}：形状只允许这一种乘积。`,
    leftFactor: (x, other, y, upper, mine, its, out) =>
      `${x} ${mine} 的元素 (i, k) 与 ${other} ${its} 的第 k 行相乘，进入 ${y} ${out} 的整个第 i 行。对该行求和就是 ${upper} · ${other}ᵀ：形状只允许这一种乘积。`,
    vector: (x, other) => `${x} 的每个元素都与 ${other} 的元素相乘：它的梯度是这些元素各乘以所进入结果的梯度之和。`,
    linearWeight: (x, other, y, upper, mine, its, out) =>
      `${x} ${mine} 的元素 (j, i) 与 ${other} ${its} 每一行的第 i 个特征相乘，进入 ${y} ${out} 的第 j 个输出。对各行求和就是 (${upper})ᵀ · ${other}：形状只允许这一种乘积。`,
    linearInput: (x, other, y, mine, its, out) => `${x} ${mine} 的每一行经过整个 ${other} ${its} 进入 ${y} ${out} 的同一行：传回来的是该行的梯度乘以权重。`,
    bias: (x, mine, out) => `${x} ${mine} 加到 ${out} 的每一行上：它的梯度是对各行求和。`,
    broadcast: (x, from, to, times) => `${x} ${from} 的每个元素在 ${to} 中被使用 ${times} 次：所有副本传回来的梯度相加。`,
    mask: (x) => `逐元素：${x} 落在平坦部分的地方斜率为 0，梯度被遮住；其他地方梯度通过。`,
    number: "（一个数）",
    passed: (x, y) => `逐元素，斜率为 1：${y} 的梯度原样传给 ${x}。`,
    elementwise: (x, y) => `逐元素：${x} 的每个元素只进入 ${y} 的一个元素，因此每个梯度乘以它自己的斜率。`,
    sum: (x, from, to) => `${x} ${from} 的每个元素都以系数 1 进入总和：梯度 ${to} 被复制给所有元素。`,
    mean: (x, from, to, times) => `${x} ${from} 的每个元素都以系数 1/${times} 进入平均值：梯度 ${to} 除以 ${times} 后复制给所有元素。`,
    moved: (x, y, from, to) => `${x} ${from} 的元素在 ${y} ${to} 中只是换了位置：梯度回到它们原来的位置。`,
    taken: (x, y, from, to) => `${y} ${to} 取了 ${x} ${from} 的部分元素：梯度回到这些元素，多次取用的相加；其余得到 0。`,
    embedding: (x, y, from) => `${y} 取了 ${x} ${from} 的若干行：每一行得到它被取到之处的梯度之和；没有取到的行得到 0。`,
    softmax: (x, y) => `${x} 的每个元素都会移动其所在行的全部结果，而它们之和为 1：${y} 乘以（自身的梯度减去以 ${y} 加权的行平均梯度）。一行的梯度之和为 0。`,
    logSoftmax: (x, y) => `${x} 的每个元素抬高自己的结果，并通过和的对数压低整行：自身的梯度减去 exp(${y}) 乘以该行梯度之和。`,
    normalized: (x) => `均值和方差依赖于一起归一化的所有元素：只会平移或拉伸 ${x} 的部分从梯度中去除。`,
    convolution: (x, y, from, to) => `${x} ${from} 的一个元素遇到许多窗口，进入 ${y} ${to} 的许多元素：对它们求和仍是一个卷积。`,
    crossEntropy: (x) => `对数抵消了 softmax：留给 ${x} 的是概率减去真值，若损失取平均则再除以行数。`,
    squaredError: (x) => `${x} 的每个元素都有自己的平方：2 ·（预测值 − 真值），若损失取平均则再除以元素个数。`,
    general: (x, y, from, to) => `该规则把 ${y} ${to} 的梯度传给 ${x} ${from}：每个元素得到它所进入的全部结果之和。`,
  },
);
