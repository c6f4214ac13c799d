"""What autograd refuses, and the words it uses."""
import torch


def attempt(label, function):
    try:
        result = function()
        print(f"{label:<28} ok   {result}")
    except RuntimeError as error:
        print(f"{label:<28} {type(error).__name__}: {error}")
    except (TypeError, ValueError, IndexError) as error:
        print(f"{label:<28} {type(error).__name__}: {error}")


def leaf_in_place():
    w = torch.ones(3, requires_grad=True)
    w += 1
    return w


def saved_then_changed():
    w = torch.ones(3, requires_grad=True)
    y = w.exp()
    y.add_(1)
    y.sum().backward()


def integer_grad():
    return torch.tensor([1, 2, 3], requires_grad=True)


def backward_twice():
    w = torch.tensor(2.0, requires_grad=True)
    y = w * w
    y.backward()
    y.backward()


def nonscalar():
    w = torch.ones(2, requires_grad=True)
    (w * 2).backward()


def no_graph():
    torch.ones(1).sum().backward()


def numpy_of_grad():
    return torch.ones(2, requires_grad=True).numpy()


def shapes():
    return torch.ones(2, 3) @ torch.ones(2, 3)


def broadcast():
    return torch.ones(3) + torch.ones(4)


def item_many():
    return torch.ones(3).item()


def view_size():
    return torch.arange(6).view(4, 2)


def index():
    return torch.arange(6)[7]


def fine_in_place():
    w = torch.ones(3, requires_grad=True)
    y = w * 3
    y[0] = 10.0
    y.sum().backward()
    return w.grad


for name, case in list(globals().items()):
    if callable(case) and name not in ("attempt",) and hasattr(case, "__name__") and not name.startswith("_"):
        attempt(name, case)
