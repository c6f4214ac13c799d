"""Optimizer and layer class hierarchies with abc, over a NumPy tape of closures."""
import abc
from typing import Iterator, NamedTuple, Sequence
import numpy as np


class Batch(NamedTuple):
    inputs: np.ndarray
    targets: np.ndarray


class DataIterator(abc.ABC):
    @abc.abstractmethod
    def __call__(self, inputs, targets) -> Iterator[Batch]:
        raise NotImplementedError


class BatchIterator(DataIterator):
    def __init__(self, batch_size: int = 4, shuffle: bool = True, seed: int = 0) -> None:
        self.batch_size, self.shuffle, self.rng = batch_size, shuffle, np.random.default_rng(seed)

    def __call__(self, inputs, targets):
        starts = np.arange(0, len(inputs), self.batch_size)
        if self.shuffle:
            self.rng.shuffle(starts)
        for start in starts:
            end = start + self.batch_size
            yield Batch(inputs[start:end], targets[start:end])


class Layer:
    def __init__(self) -> None:
        self.params, self.grads = {}, {}


class Linear(Layer):
    def __init__(self, i, o, rng):
        super().__init__()
        self.params["w"], self.params["b"] = rng.standard_normal((i, o)), np.zeros(o)

    def forward(self, x):
        self.inputs = x
        return x @ self.params["w"] + self.params["b"]

    def backward(self, g):
        self.grads["b"], self.grads["w"] = np.sum(g, axis=0), self.inputs.T @ g
        return g @ self.params["w"].T


class Activation(Layer):
    def __init__(self, f, f_prime):
        super().__init__()
        self.f, self.f_prime = f, f_prime

    def forward(self, x):
        self.inputs = x
        return self.f(x)

    def backward(self, g):
        return self.f_prime(self.inputs) * g


class Tanh(Activation):
    def __init__(self):
        super().__init__(np.tanh, lambda x: 1 - np.tanh(x) ** 2)


class NeuralNet:
    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, g):
        for layer in reversed(self.layers):
            g = layer.backward(g)
        return g

    def params_and_grads(self):
        for layer in self.layers:
            for name, param in layer.params.items():
                yield param, layer.grads[name]


def binary_encode(x: int):
    return [x >> i & 1 for i in range(6)]


def fizz_buzz_encode(x: int):
    if x % 15 == 0:
        return [0, 0, 0, 1]
    elif x % 5 == 0:
        return [0, 0, 1, 0]
    elif x % 3 == 0:
        return [0, 1, 0, 0]
    return [1, 0, 0, 0]


rng = np.random.default_rng(1)
inputs = np.array([binary_encode(x) for x in range(1, 41)])
targets = np.array([fizz_buzz_encode(x) for x in range(1, 41)])
net = NeuralNet([Linear(6, 12, rng), Tanh(), Linear(12, 4, rng)])
iterate = BatchIterator(8)
for epoch in range(60):
    loss = 0.0
    for batch in iterate(inputs, targets):
        p = net.forward(batch.inputs)
        loss += np.sum((p - batch.targets) ** 2)
        net.backward(2 * (p - batch.targets))
        for param, grad in net.params_and_grads():
            param -= 0.005 * grad
    if epoch % 20 == 19:
        print(epoch + 1, round(float(loss), 4))
right = 0
for x in range(1, 16):
    predicted = net.forward(np.array([binary_encode(x)]))
    idx, actual = np.argmax(predicted), np.argmax(fizz_buzz_encode(x))
    right += int(idx == actual)
print(right, "of 15", [str(x) if k == 0 else ["fizz", "buzz", "fizzbuzz"][k - 1] for x in range(1, 6) for k in [int(np.argmax(fizz_buzz_encode(x)))]])
try:
    DataIterator()
except TypeError as e:
    print(e)
