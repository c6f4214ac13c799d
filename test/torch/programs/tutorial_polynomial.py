import torch, math
dtype = torch.float
device = torch.device("cpu")
torch.manual_seed(7)
x = torch.linspace(-math.pi, math.pi, 200, device=device, dtype=dtype)
y = torch.sin(x)
a = torch.randn((), device=device, dtype=dtype, requires_grad=True)
b = torch.randn((), device=device, dtype=dtype, requires_grad=True)
lr = 1e-3
for t in range(50):
    y_pred = a + b * x
    loss = (y_pred - y).pow(2).sum()
    if t % 10 == 9: print(t, round(loss.item(), 2))
    loss.backward()
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
        a.grad = None
        b.grad = None
print(f'Result: y = {a.item():.4f} + {b.item():.4f} x')
p = torch.tensor([1, 2, 3])
xx = x.unsqueeze(-1).pow(p)
print(xx.shape, xx[0])
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
loss_fn = torch.nn.MSELoss(reduction='sum')
opt = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for t in range(20):
    l = loss_fn(model(xx), y)
    opt.zero_grad(); l.backward(); opt.step()
print(round(l.item(), 2), model[0].bias.item() != 0)
