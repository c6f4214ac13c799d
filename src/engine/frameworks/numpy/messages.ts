/** What NumPy's room says to a user. Texts of NumPy's own exceptions stand where they are raised. */
import { messages } from "../../text/language.js";

export const numpyMessages = messages(
  {
    name: (name: string) => `${name} is not supported yet`,
    form: (name: string, types: string) => `${name}(${types}) is not supported in this form yet`,
    stringsOrObjects: "an array of strings or objects",
    complexEigenvalues: "complex eigenvalues",
  },
  {
    name: (name) => `尚不支持 ${name}`,
    form: (name, types) => `尚不支持这种形式的 ${name}（${types}）`,
    stringsOrObjects: "字符串或对象的数组",
    complexEigenvalues: "复数特征值",
  },
);
