/** Every sentence the frameworks say to a user. Texts of the frameworks' own exceptions are theirs and stand where they are raised. */
import { messages } from "../text/language.js";

export const frameworkMessages = messages(
  {
    unsupportedName: (name: string) => `${name} is not supported yet`,
    unsupportedArgument: (name: string, argument: string) => `${name}: the argument ${argument} is not supported yet`,
    unsupportedArguments: (name: string, types: string) => `${name}(${types}) is not supported in this form yet`,
    singular: (name: string) => `${name} of a singular matrix`,
    examples: (count: number) => `${count} examples`,
    loopOfValues: "The result of a loop whose number of steps depends on values.",
    ownDerivative: "A function with a derivative rule of the program's own.",
    ownBackward: "A function with a backward rule of the program's own.",
    argument: "The argument of a function that is differentiated.",
    takenApart: "Takes an array apart along one axis.",
    gradientTaken: "A gradient that the program took of one of its functions.",
    rewritten: "The numbers were written over where no gradient is followed; the history stayed.",
    setToOne: "All elements were set to one number: no gradient passes.",
    movingSample: "A random sample that moves with its concentration.",
  },
  {
    unsupportedName: (name) => `尚不支持 ${name}`,
    unsupportedArgument: (name, argument) => `${name}：尚不支持参数 ${argument}`,
    unsupportedArguments: (name, types) => `尚不支持这种形式的 ${name}（${types}）`,
    singular: (name) => `奇异矩阵的 ${name}`,
    examples: (count) => `${count} 个样本`,
    loopOfValues: "一个步数取决于数值的循环的结果。",
    ownDerivative: "一个由程序自己给出导数规则的函数。",
    ownBackward: "一个由程序自己给出反向规则的函数。",
    argument: "被求导函数的参数。",
    takenApart: "沿一个轴把数组拆开。",
    gradientTaken: "程序对自己的一个函数求得的梯度。",
    rewritten: "在不跟踪梯度处改写了数字；历史保留不变。",
    setToOne: "所有元素都被设为同一个数：梯度不再通过。",
    movingSample: "一个随浓度参数变化的随机样本。",
  },
);
