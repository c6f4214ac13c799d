"""Character-level RNN built from Linear layers, trained on one sentence."""
import torch
import torch.nn as nn

text = "hello gradient world, hello tape"
chars = sorted(set(text))
stoi = {ch: i for i, ch in enumerate(chars)}
itos = {i: ch for ch, i in stoi.items()}
print(len(text), "characters,", len(chars), "unique:", repr("".join(chars)))


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = torch.tanh(self.i2h(combined))
        output = self.softmax(self.i2o(combined))
        return output, hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)


def one_hot(ch):
    t = torch.zeros(1, len(chars))
    t[0][stoi[ch]] = 1
    return t


torch.manual_seed(8)
rnn = RNN(len(chars), 24, len(chars))
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(rnn.parameters(), lr=0.01)
for epoch in range(8):
    hidden = rnn.initHidden()
    loss = torch.zeros(1)
    for cur, nxt in zip(text[:-1], text[1:]):
        output, hidden = rnn(one_hot(cur), hidden)
        loss = loss + criterion(output, torch.tensor([stoi[nxt]]))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(rnn.parameters(), 0.5)
    optimizer.step()
    print('epoch %d: %.4f' % (epoch, loss.item() / (len(text) - 1)))


@torch.no_grad()
def sample(start, n):
    hidden = rnn.initHidden()
    result = start
    ch = start
    for _ in range(n):
        output, hidden = rnn(one_hot(ch), hidden)
        ch = itos[output.topk(1)[1][0].item()]
        result += ch
    return result


print(sample("h", 12))
