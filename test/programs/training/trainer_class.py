"""A trainer with callbacks, early stopping and a config dataclass."""
from __future__ import annotations
from dataclasses import dataclass, field, asdict
from typing import Callable, Optional
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Config:
    hidden: tuple[int, ...] = (16, 8)
    lr: float = 1e-2
    epochs: int = 12
    patience: int = 3
    weight_decay: float = 1e-4
    tags: list[str] = field(default_factory=lambda: ["demo"])


class MLP(nn.Module):
    def __init__(self, n_in: int, n_out: int, hidden: tuple[int, ...], act: Callable = nn.GELU):
        super().__init__()
        sizes = [n_in, *hidden]
        layers: list[nn.Module] = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), act()]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(sizes[-1], n_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))

    @property
    def n_params(self) -> int:
        return sum(p.numel() for p in self.parameters() if p.requires_grad)


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best: float = math.inf
        self.bad = 0
        self.state: Optional[dict] = None

    def __call__(self, value: float, model: nn.Module) -> bool:
        if value < self.best - self.min_delta:
            self.best, self.bad = value, 0
            self.state = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            self.bad += 1
        return self.bad >= self.patience


def main(cfg: Config) -> None:
    torch.manual_seed(3)
    x = torch.rand(120, 2) * 4 - 2
    y = (x[:, :1].sin() * x[:, 1:].cos() + 0.05 * torch.randn(120, 1))
    train, val = (x[:90], y[:90]), (x[90:], y[90:])
    model = MLP(2, 1, cfg.hidden)
    print(f"{model.n_params:,} parameters; config {asdict(cfg)}")
    opt = torch.optim.AdamW(model.parameters(), lr=cfg.lr, weight_decay=cfg.weight_decay)
    stop = EarlyStopping(cfg.patience, min_delta=1e-3)
    history = []
    for epoch in range(1, cfg.epochs + 1):
        model.train()
        perm = torch.randperm(len(train[0]))
        total = 0.0
        for idx in perm.split(30):
            opt.zero_grad(set_to_none=True)
            loss = F.mse_loss(model(train[0][idx]), train[1][idx])
            loss.backward()
            norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            total += loss.item() * len(idx)
        model.eval()
        with torch.inference_mode():
            v = F.mse_loss(model(val[0]), val[1]).item()
        history.append((total / 90, v, float(norm)))
        print(f"[{epoch:02d}/{cfg.epochs}] train {history[-1][0]:.5f} val {v:.5f} |g| {norm:.4f}")
        if stop(v, model):
            print("early stop at", epoch)
            break
    model.load_state_dict(stop.state)
    print(f"best {stop.best:.5f}; improvement {history[0][1] / stop.best:.2f}x")


if __name__ == "__main__":
    main(Config(lr=2e-2))
