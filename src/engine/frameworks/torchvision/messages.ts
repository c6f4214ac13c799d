/** Every sentence of this room. */
import { messages } from "../../text/language.js";

export const torchvisionMessages = messages(
  {
    dataset: (name: string) => `'${name}' is not available: made-up images and labels of its shape stand for it; values that come from them are unknown`,
    sample: (name: string) => `a made-up sample of the shape of ${name}`,
    transform: (name: string) => `torchvision.transforms.${name} on tensors is not supported yet`,
  },
  {
    dataset: (name) => `“${name}”不可用：以其形状的编造图像和标签代替；来自它们的值是未知的`,
    sample: (name) => `一个与 ${name} 形状相同的编造样本`,
    transform: (name) => `尚不支持对张量使用 torchvision.transforms.${name}`,
  },
);
