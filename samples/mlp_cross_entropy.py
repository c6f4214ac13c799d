# A two-layer network with cross-entropy, written out and trained for a few steps.
import torch
import torch.nn.functional as F

torch.manual_seed(0)

X = torch.randn(8, 4)
labels = torch.randint(0, 3, (8,))

W1 = (torch.randn(4, 16) * 0.5).requires_grad_()
b1 = torch.zeros(16, requires_grad=True)
W2 = (torch.randn(16, 3) * 0.25).requires_grad_()
b2 = torch.zeros(3, requires_grad=True)

lr = 0.1
for step in range(5):
    hidden = torch.tanh(X @ W1 + b1)
    logits = hidden @ W2 + b2
    loss = F.cross_entropy(logits, labels)

    for p in (W1, b1, W2, b2):
        p.grad = None
    loss.backward()
    print(f"step {step}: loss {loss.item():.4f}")

    with torch.no_grad():
        for p in (W1, b1, W2, b2):
            p -= lr * p.grad
