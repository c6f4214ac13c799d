# One name, several paths: the gradients of all paths add up.
import torch

x = torch.tensor(1.5, requires_grad=True)

square = x * x
line = 3 * x
wave = torch.sin(x)
L = square + line + wave
L.backward()

print(x.grad)  # 2x + 3 + cos(x)

# Without zero_grad a second backward() adds to .grad again.
L2 = x ** 3
L2.backward()
print(x.grad)
