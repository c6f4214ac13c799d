/** PyTorch's words for wrong indices. */
import type { IndexWords } from "../indexing.js";

export const INDEX_WORDS: IndexWords = {
  tooMany: (rank, _count) => (rank === 0 ? "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number" : `too many indices for tensor of dimension ${rank}`),
  outside: (index, axis, length) => `index ${index} is out of bounds for dimension ${axis} with size ${length}`,
};
