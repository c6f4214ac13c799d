import torch
import torch.nn as nn

X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])


class XOR(nn.Module):
    def __init__(self, hidden):
        super(XOR, self).__init__()
        self.linear = nn.Linear(2, hidden)
        self.linear2 = nn.Linear(hidden, 1)

    def forward(self, input):
        x = torch.sigmoid(self.linear(input))
        return torch.sigmoid(self.linear2(x))


def run(hidden, lr, epochs=200, opt_class=torch.optim.Adam, **kw):
    torch.manual_seed(5)
    model = XOR(hidden)
    mse = nn.MSELoss()
    opt = opt_class(model.parameters(), lr=lr, **kw)
    for epoch in range(epochs):
        opt.zero_grad()
        loss = mse(model(X), Y)
        loss.backward()
        opt.step()
    return model, loss.item()


for hidden, lr in [(2, 0.1), (4, 0.05)]:
    model, loss = run(hidden, lr)
    print(f"hidden {hidden}: loss {loss:.4f}", model(X).detach().flatten().numpy().round(2))
for cls, kw in [(torch.optim.SGD, {"momentum": 0.9}), (torch.optim.Rprop, {}), (torch.optim.Adamax, {}), (torch.optim.RAdam, {})]:
    print(cls.__name__, f"{run(3, 0.05, 60, cls, **kw)[1]:.4f}")
