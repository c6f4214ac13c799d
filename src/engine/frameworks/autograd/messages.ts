/** What the room of HIPS autograd says to a user. */
import { messages } from "../../text/language.js";

export const autogradMessages = messages(
  {
    name: (name: string) => `${name} is not supported yet`,
    forward: (name: string) => `forward mode through ${name} needs a rule of its own (defjvp)`,
    ownRule: "A function with a gradient rule of the program's own.",
    numpyFunction: "autograd.extend.defvjp of a function of NumPy",
  },
  {
    name: (name) => `尚不支持 ${name}`,
    forward: (name) => `经过 ${name} 的前向模式需要它自己的规则（defjvp）`,
    ownRule: "一个由程序自己给出梯度规则的函数。",
    numpyFunction: "autograd.extend.defvjp 用于 NumPy 的函数",
  },
);
