import torch
import torch.nn.functional as F

logits = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, 0.3]], requires_grad=True)
target = torch.tensor([0, 2])
manual = -(logits - logits.logsumexp(1, keepdim=True))[range(2), target].mean()
print(manual, F.cross_entropy(logits, target), F.nll_loss(logits.log_softmax(1), target))
manual.backward()
print(logits.grad, (logits.softmax(1) - F.one_hot(target, 3)) / 2)
p, y = torch.tensor([0.9, 0.2, 0.6]), torch.tensor([1.0, 0.0, 1.0])
print(F.binary_cross_entropy(p, y), -(y * p.log() + (1 - y) * (1 - p).log()).mean(), F.binary_cross_entropy_with_logits(p.logit(), y))
a, b = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.5, 2.0, 2.0])
for name in ("l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss"):
    f = getattr(F, name)
    print(f"{name:<15}", f(a, b), f(a, b, reduction="sum"), f(a, b, reduction="none"))
q = torch.tensor([[0.2, 0.8]]).log()
print(F.kl_div(q, torch.tensor([[0.5, 0.5]]), reduction="batchmean"), F.cosine_similarity(a, b, dim=0), F.hinge_embedding_loss(a, torch.tensor([1.0, -1.0, 1.0])), F.margin_ranking_loss(a, b, torch.tensor([1.0, 1.0, -1.0])), F.soft_margin_loss(a, torch.tensor([1.0, -1.0, 1.0])), F.poisson_nll_loss(a, b), F.gaussian_nll_loss(a, b, torch.ones(3)))
w = torch.tensor([1.0, 2.0, 0.5])
print(F.cross_entropy(logits, target, weight=w), F.cross_entropy(logits, torch.tensor([0, -100])), F.cross_entropy(logits, torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])), F.multi_margin_loss(logits, target))
