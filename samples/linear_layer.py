# A linear layer in matrices: out = x W + b.
# dL/dx = dL/dout Wᵀ, dL/dW = xᵀ dL/dout, dL/db is dL/dout summed over the batch.
import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
W = torch.tensor([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]], requires_grad=True)
b = torch.tensor([0.01, 0.02], requires_grad=True)
target = torch.tensor([[1.0, 0.0], [0.0, 1.0]])

out = x @ W + b
L = ((out - target) ** 2).mean()
L.backward()

print(x.grad)
print(W.grad)
print(b.grad)
