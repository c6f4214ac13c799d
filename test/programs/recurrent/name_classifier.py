import random
import string
import unicodedata
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence

all_letters = string.ascii_letters + " .,;'"
n_letters = len(all_letters)


def unicodeToAscii(s):
    return ''.join(c for c in unicodedata.normalize('NFD', s) if unicodedata.category(c) != 'Mn' and c in all_letters)


print(unicodeToAscii('Ślusàrski'), unicodeToAscii("O'Néàl"))
category_lines = {"Polish": ["Nowak", "Wójcik", "Kowalski"], "Spanish": ["García", "Núñez", "Ibáñez"], "Irish": ["O'Brien", "Byrne", "Kelly"]}
category_lines = {k: [unicodeToAscii(n) for n in v] for k, v in category_lines.items()}
all_categories = list(category_lines)


def letterToIndex(letter):
    return all_letters.find(letter)


def lineToTensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][letterToIndex(letter)] = 1
    return tensor


def categoryFromOutput(output):
    top_n, top_i = output.topk(1)
    return all_categories[top_i[0].item()], top_i[0].item()


print(lineToTensor('Jones').size())


class GRUClassifier(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.embed = nn.Embedding(n_letters + 1, 8, padding_idx=n_letters)
        self.gru = nn.GRU(8, hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(all_categories))

    def forward(self, lines):
        lengths = torch.tensor([len(l) for l in lines])
        ids = pad_sequence([torch.tensor([letterToIndex(c) for c in l]) for l in lines], batch_first=True, padding_value=n_letters)
        packed = pack_padded_sequence(self.embed(ids), lengths, batch_first=True, enforce_sorted=False)
        output, h = self.gru(packed)
        self.padded, self.lengths = pad_packed_sequence(output, batch_first=True)
        return torch.log_softmax(self.out(h[-1]), dim=-1)


random.seed(1)
torch.manual_seed(1)
model = GRUClassifier(16)
opt = torch.optim.Adam(model.parameters(), lr=0.02)
lines = [(name, i) for i, c in enumerate(all_categories) for name in category_lines[c]]
for epoch in range(8):
    random.shuffle(lines)
    names, labels = zip(*lines)
    out = model(names)
    loss = nn.functional.nll_loss(out, torch.tensor(labels))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 2:
        print(f"{epoch} loss {loss.item():.4f}")
print(model.padded.shape, model.lengths.tolist(), list(names))
guess, i = categoryFromOutput(model(["Kelly"]))
print(guess in all_categories, 0 <= i < 3)
