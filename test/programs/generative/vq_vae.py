import torch
import torch.nn as nn
import torch.nn.functional as F


class VectorQuantizer(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, commitment_cost=0.25):
        super().__init__()
        self.K, self.D, self.cost = num_embeddings, embedding_dim, commitment_cost
        self.embedding = nn.Embedding(self.K, self.D)
        self.embedding.weight.data.uniform_(-1 / self.K, 1 / self.K)

    def forward(self, inputs):
        flat = inputs.view(-1, self.D)
        distances = (torch.sum(flat ** 2, dim=1, keepdim=True) + torch.sum(self.embedding.weight ** 2, dim=1)
                     - 2 * torch.matmul(flat, self.embedding.weight.t()))
        idx = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(idx.shape[0], self.K)
        encodings.scatter_(1, idx, 1)
        quantized = torch.matmul(encodings, self.embedding.weight).view(inputs.shape)
        e_latent = F.mse_loss(quantized.detach(), inputs)
        q_latent = F.mse_loss(quantized, inputs.detach())
        quantized = inputs + (quantized - inputs).detach()
        avg = torch.mean(encodings, dim=0)
        perplexity = torch.exp(-torch.sum(avg * torch.log(avg + 1e-10)))
        return q_latent + self.cost * e_latent, quantized, perplexity, idx.squeeze(1)


torch.manual_seed(6)
enc = nn.Linear(6, 4)
vq = VectorQuantizer(8, 2)
dec = nn.Linear(4, 6)
params = list(enc.parameters()) + list(vq.parameters()) + list(dec.parameters())
opt = torch.optim.Adam(params, lr=1e-2, amsgrad=True)
x = torch.randn(10, 6)
for i in range(8):
    opt.zero_grad()
    z = enc(x).view(10, 2, 2)
    vq_loss, q, perplexity, codes = vq(z)
    recon = F.mse_loss(dec(q.view(10, 4)), x) / x.var()
    (recon + vq_loss).backward()
    opt.step()
    if i % 2:
        print('%d recon: %.4f vq: %.4f perplexity: %.3f' % (i, recon.item(), vq_loss.item(), perplexity.item()))
print(codes.tolist())
print(vq.embedding.weight.grad.ne(0).any(dim=1).tolist())
