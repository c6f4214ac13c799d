"""Generators, closures, decorators, context managers and argparse in one training script without a framework."""
import argparse
import contextlib
import functools
import logging
import random
import time
from typing import Dict, Iterable, List, Optional, Tuple

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)


def parse_args(argv=None):
    parser = argparse.ArgumentParser(description="linear model")
    parser.add_argument("--lr", type=float, default=0.05, help="learning rate")
    parser.add_argument("--epochs", "-e", type=int, default=4)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--no-shuffle", action="store_true")
    parser.add_argument("--optimizer", choices=["sgd", "adam"], default="adam")
    parser.add_argument("--hidden", nargs="+", type=int, default=[8])
    return parser.parse_args(argv)


def timed(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        t0 = time.perf_counter()
        try:
            return fn(*args, **kwargs)
        finally:
            wrapper.calls += 1
            wrapper.total = time.perf_counter() - t0
    wrapper.calls = 0
    return wrapper


def retry(times: int = 2, exceptions: Tuple = (ValueError,)):
    def decorate(fn):
        def inner(*a, **k):
            for attempt in range(1, times + 1):
                try:
                    return fn(*a, attempt=attempt, **k)
                except exceptions as e:
                    print(f"attempt {attempt} failed: {e}")
            return None
        return inner
    return decorate


@contextlib.contextmanager
def section(title: str):
    print(f"<{title}>")
    try:
        yield title.upper()
    except ZeroDivisionError as e:
        print("swallowed", e)
    finally:
        print(f"</{title}>")


class Timer:
    def __enter__(self):
        self.start = time.time()
        return self

    def __exit__(self, *exc):
        self.elapsed = time.time() - self.start
        return False


def batches(data: List, size: int, shuffle: bool = True) -> Iterable[List]:
    idx = list(range(len(data)))
    if shuffle:
        random.shuffle(idx)
    for i in range(0, len(idx), size):
        yield [data[j] for j in idx[i:i + size]]


def adam(params: Dict[str, float], lr: float, b1=0.9, b2=0.999, eps=1e-8):
    m, v, t = {k: 0.0 for k in params}, {k: 0.0 for k in params}, 0
    while True:
        grads = yield params
        t += 1
        for k, g in grads.items():
            m[k] = b1 * m[k] + (1 - b1) * g
            v[k] = b2 * v[k] + (1 - b2) * g * g
            params[k] -= lr * (m[k] / (1 - b1 ** t)) / ((v[k] / (1 - b2 ** t)) ** 0.5 + eps)


@timed
def train(args) -> Dict[str, float]:
    random.seed(0)
    data = [(x / 4, 3 * x / 4 - 1) for x in range(16)]
    params = {"w": 0.0, "b": 0.0}
    opt = adam(params, args.lr)
    next(opt)
    for epoch in range(args.epochs):
        total = 0.0
        for batch in batches(data, args.batch_size, not args.no_shuffle):
            err = [(params["w"] * x + params["b"] - y, x) for x, y in batch]
            total += sum(e * e for e, _ in err)
            opt.send({"w": 2 * sum(e * x for e, x in err) / len(batch), "b": 2 * sum(e for e, _ in err) / len(batch)})
        logger.info("epoch %d", epoch)
        print(f"epoch {epoch} mse {total / len(data):.6f}")
    opt.close()
    return params


@retry(times=3)
def flaky(x, attempt):
    if attempt < 3:
        raise ValueError(f"not yet ({x})")
    return x * attempt


def running_mean():
    total, count = 0.0, 0
    mean: Optional[float] = None
    while (x := (yield mean)) is not None:
        total, count = total + x, count + 1
        mean = total / count
    return total


def delegate():
    result = yield from running_mean()
    yield f"total {result}"


if __name__ == "__main__":
    args = parse_args(["--lr", "0.1", "-e", "3", "--hidden", "4", "2"])
    print(args, vars(args)["hidden"], args.no_shuffle)
    with section("train") as title, Timer() as timer:
        print(title)
        result = train(args)
    print({k: round(v, 6) for k, v in result.items()}, train.calls, train.__name__)
    with section("oops"):
        1 / 0
    print(flaky(7))
    g = delegate()
    next(g)
    print([g.send(v) for v in (1, 2, 6)], g.send(None))
    squares = (n * n for n in range(10) if n % 2)
    print(sum(squares), list(squares), any(n > 3 for n in [1, 5]), all([]))
    add = lambda n: (lambda x: x + n)
    print([f(10) for f in (add(i) for i in range(3))], sorted({"b": 2, "a": 1}.items(), key=lambda kv: kv[1]))
    first, *middle, last = range(5)
    (a, b), c = (1, 2), 3
    print(first, middle, last, a, b, c, [*range(2), *"xy"], {**{"k": 1}, "j": 2}, dict(zip("ab", [1, 2])))
    matrix = [[1, 2, 3], [4, 5, 6]]
    print([list(r) for r in zip(*matrix)], [x for row in matrix for x in row if x % 2], {x: y for x, y in zip("ab", matrix)})
    try:
        parse_args(["--epochs", "many"])
    except SystemExit as e:
        print("exit", e.code)
