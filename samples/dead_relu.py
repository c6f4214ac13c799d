# A dead ReLU: its input is negative, so nothing flows back, whatever arrives from above.
import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(-7.0, requires_grad=True)

z = w * x + b
y = torch.relu(z)
y.backward(torch.tensor(5.0))

print(y.item(), x.grad, w.grad, b.grad)
