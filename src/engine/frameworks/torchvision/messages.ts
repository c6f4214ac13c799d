/** Every sentence of this room. */
export const torchvisionMessages = {
  dataset: (name: string) => `'${name}' is not available: made-up images and labels of its shape stand for it; values that come from them are unknown`,
  sample: (name: string) => `a made-up sample of the shape of ${name}`,
  transform: (name: string) => `torchvision.transforms.${name} on tensors is not supported yet`,
} as const;
