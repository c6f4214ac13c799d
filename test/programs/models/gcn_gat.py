import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
edges = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5), (5, 6), (6, 7), (5, 7)]
N = 8
A = torch.zeros(N, N)
for i, j in edges:
    A[i, j] = A[j, i] = 1.0
labels = torch.tensor([0, 0, 0, 0, 1, 1, 1, 1])
features = torch.randn(N, 5) * 0.5 + labels.float().unsqueeze(1)
train_mask = torch.tensor([True, False, False, True, False, False, True, True])


def normalize(A):
    A_hat = A + torch.eye(A.size(0))
    d = A_hat.sum(1).pow(-0.5)
    return d[:, None] * A_hat * d[None, :]


class GCN(nn.Module):
    def __init__(self, i, h, o):
        super().__init__()
        self.w1, self.w2 = nn.Linear(i, h, bias=False), nn.Linear(h, o, bias=False)

    def forward(self, x, adj):
        x = F.relu(adj @ self.w1(x))
        return adj @ self.w2(F.dropout(x, 0.0, training=self.training))


class GATLayer(nn.Module):
    def __init__(self, i, o, heads=2, slope=0.2):
        super().__init__()
        self.W = nn.Parameter(torch.empty(heads, i, o))
        self.a = nn.Parameter(torch.empty(heads, 2 * o, 1))
        nn.init.xavier_uniform_(self.W, gain=1.414)
        nn.init.xavier_uniform_(self.a, gain=1.414)
        self.leaky, self.o = nn.LeakyReLU(slope), o

    def forward(self, x, adj):
        h = torch.einsum("ni,hio->hno", x, self.W)
        src = h @ self.a[:, :self.o]
        dst = h @ self.a[:, self.o:]
        e = self.leaky(src + dst.transpose(1, 2))
        e = torch.where(adj > 0, e, torch.full_like(e, -9e15))
        self.alpha = F.softmax(e, dim=-1)
        return F.elu(self.alpha @ h).mean(0)


adj = normalize(A)
print(adj[0].round(decimals=4))
for name, model, graph in [("gcn", GCN(5, 8, 2), adj), ("gat", GATLayer(5, 2), A + torch.eye(N))]:
    opt = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=5e-4)
    for epoch in range(15):
        model.train()
        opt.zero_grad()
        out = model(features, graph)
        loss = F.cross_entropy(out[train_mask], labels[train_mask])
        loss.backward()
        opt.step()
        if epoch % 5 == 4:
            model.eval()
            acc = (model(features, graph).argmax(1) == labels)[~train_mask].float().mean()
            print(f"{name} epoch {epoch + 1}: loss {loss.item():.4f} test acc {acc:.2f}")
print(model.alpha.shape, (model.alpha[0, 0] > 0).sum().item())
src, dst = torch.tensor(edges).t()
messages = torch.zeros(N, 5).index_add_(0, dst, features[src])
print(messages.shape, torch.zeros(N).scatter_add_(0, dst, torch.ones(len(dst))).tolist())
laplacian = torch.diag(A.sum(1)) - A
print(torch.linalg.eigvalsh(laplacian)[:3].abs() < 1.0)
