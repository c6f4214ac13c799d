"""Define-by-run in the style of a small teaching framework, over NumPy."""
import contextlib
import weakref
import numpy as np


class Config:
    enable_backprop = True


@contextlib.contextmanager
def using_config(name, value):
    old_value = getattr(Config, name)
    setattr(Config, name, value)
    try:
        yield
    finally:
        setattr(Config, name, old_value)


def no_grad():
    return using_config('enable_backprop', False)


class Variable:
    __array_priority__ = 200

    def __init__(self, data, name=None):
        if data is not None and not isinstance(data, np.ndarray):
            raise TypeError('{} is not supported'.format(type(data)))
        self.data, self.name = data, name
        self.grad, self.creator, self.generation = None, None, 0

    @property
    def shape(self):
        return self.data.shape

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        if self.data is None:
            return 'variable(None)'
        p = str(self.data).replace('\n', '\n' + ' ' * 9)
        return 'variable(' + p + ')'

    def set_creator(self, func):
        self.creator = func
        self.generation = func.generation + 1

    def cleargrad(self):
        self.grad = None

    def backward(self, retain_grad=False, create_graph=False):
        if self.grad is None:
            self.grad = Variable(np.ones_like(self.data))
        funcs, seen_set = [], set()

        def add_func(f):
            if f not in seen_set:
                funcs.append(f)
                seen_set.add(f)
                funcs.sort(key=lambda x: x.generation)
        add_func(self.creator)
        while funcs:
            f = funcs.pop()
            gys = [output().grad for output in f.outputs]
            with using_config('enable_backprop', create_graph):
                gxs = f.backward(*gys)
                if not isinstance(gxs, tuple):
                    gxs = (gxs,)
                for x, gx in zip(f.inputs, gxs):
                    x.grad = gx if x.grad is None else x.grad + gx
                    if x.creator is not None:
                        add_func(x.creator)
            if not retain_grad:
                for y in f.outputs:
                    y().grad = None


def as_variable(obj):
    return obj if isinstance(obj, Variable) else Variable(np.array(obj) if np.isscalar(obj) else obj)


class Function:
    def __call__(self, *inputs):
        inputs = [as_variable(x) for x in inputs]
        ys = self.forward(*[x.data for x in inputs])
        if not isinstance(ys, tuple):
            ys = (ys,)
        outputs = [Variable(y if isinstance(y, np.ndarray) else np.array(y)) for y in ys]
        if Config.enable_backprop:
            self.generation = max([x.generation for x in inputs])
            for output in outputs:
                output.set_creator(self)
            self.inputs = inputs
            self.outputs = [weakref.ref(output) for output in outputs]
        return outputs if len(outputs) > 1 else outputs[0]


class Add(Function):
    def forward(self, a, b): return a + b
    def backward(self, gy): return gy, gy


class Mul(Function):
    def forward(self, a, b): return a * b

    def backward(self, gy):
        a, b = self.inputs
        return gy * b, gy * a


class Neg(Function):
    def forward(self, x): return -x
    def backward(self, gy): return -gy


class Pow(Function):
    def __init__(self, c): self.c = c
    def forward(self, x): return x ** self.c

    def backward(self, gy):
        x, = self.inputs
        return self.c * x ** (self.c - 1) * gy


class Sin(Function):
    def forward(self, x): return np.sin(x)
    def backward(self, gy): return gy * cos(self.inputs[0])


class Cos(Function):
    def forward(self, x): return np.cos(x)
    def backward(self, gy): return gy * -sin(self.inputs[0])


def sin(x): return Sin()(x)
def cos(x): return Cos()(x)


def setup_variable():
    Variable.__add__ = lambda a, b: Add()(a, b)
    Variable.__radd__ = lambda a, b: Add()(a, b)
    Variable.__mul__ = lambda a, b: Mul()(a, b)
    Variable.__rmul__ = lambda a, b: Mul()(a, b)
    Variable.__neg__ = lambda a: Neg()(a)
    Variable.__sub__ = lambda a, b: Add()(a, -as_variable(b))
    Variable.__rsub__ = lambda a, b: Add()(as_variable(b), -a)
    Variable.__pow__ = lambda a, c: Pow(c)(a)


setup_variable()
x = Variable(np.array(2.0))
a = x ** 2
y = a ** 2 + a ** 2
y.backward()
print(y.data, x.grad.data)


def f(x):
    return x ** 4 - 2 * x ** 2


x = Variable(np.array(2.0))
for i in range(8):
    y = f(x)
    x.cleargrad()
    y.backward(create_graph=True)
    gx = x.grad
    x.cleargrad()
    gx.backward()
    gx2 = x.grad
    x.data -= gx.data / gx2.data
    print(i, x)

x = Variable(np.array([1.0, 2.0]))
y = sin(x)
y.backward(create_graph=True)
for i in range(3):
    gx = x.grad
    x.cleargrad()
    gx.backward(create_graph=True)
    print(x.grad)
with no_grad():
    z = 2 * x + 1.0
    print(z, z.creator)
try:
    Variable(1.0)
except TypeError as e:
    print("TypeError:", e)
