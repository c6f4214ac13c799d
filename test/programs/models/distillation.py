import torch
import torch.nn as nn
import torch.nn.functional as F


def make(width):
    return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 3))


def distillation_loss(student_logits, teacher_logits, labels, T=2.0, alpha=0.7):
    soft = F.kl_div(F.log_softmax(student_logits / T, dim=1), F.softmax(teacher_logits / T, dim=1), reduction="batchmean") * (T * T)
    hard = F.cross_entropy(student_logits, labels)
    return alpha * soft + (1 - alpha) * hard


torch.manual_seed(0)
X = torch.randn(40, 4)
y = (X[:, 0] + X[:, 1] ** 2 > 0.5).long() + (X[:, 2] > 0.7).long()
teacher = make(32)
opt = torch.optim.Adam(teacher.parameters(), lr=1e-2)
for _ in range(25):
    opt.zero_grad()
    F.cross_entropy(teacher(X), y).backward()
    opt.step()
teacher.eval()
for p in teacher.parameters():
    p.requires_grad = False
print("teacher acc", (teacher(X).argmax(1) == y).float().mean().item())
student = make(6)
opt = torch.optim.SGD(student.parameters(), lr=0.2)
for epoch in range(12):
    with torch.no_grad():
        t = teacher(X)
    loss = distillation_loss(student(X), t, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 4 == 3:
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")
print(all(p.grad is None for p in teacher.parameters()), sum(p.numel() for p in student.parameters()))
hint = nn.Linear(6, 32)
feat = F.mse_loss(hint(student[:2](X)), teacher[:2](X))
feat.backward()
print(f"hint {feat.item():.4f} {hint.weight.grad.norm().item():.4f}")
pruned = student[0].weight.detach().clone()
threshold = pruned.abs().flatten().kthvalue(int(0.5 * pruned.numel())).values
mask = (pruned.abs() > threshold).float()
print(mask.mean().item(), int(mask.sum()))
scale = pruned.abs().max() / 127
q = torch.clamp(torch.round(pruned / scale), -128, 127).to(torch.int8)
print(q.dtype, f"{(q.float() * scale - pruned).abs().max().item() <= scale.item() / 2 + 1e-6}")
