"""affine/relu/batchnorm/dropout forward-backward pairs with caches, checked numerically."""
import numpy as np


def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1).dot(w) + b, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout.dot(w.T).reshape(x.shape), x.reshape(x.shape[0], -1).T.dot(dout), dout.sum(axis=0)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    cache = None
    if mode == "train":
        mu, var = x.mean(axis=0), x.var(axis=0)
        std = np.sqrt(var + eps)
        x_hat = (x - mu) / std
        out = gamma * x_hat + beta
        cache = (x_hat, std, gamma)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError("Invalid forward batchnorm mode '%s'" % mode)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    N = dout.shape[0]
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    dx_hat = dout * gamma
    dx = (N * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0)) / (N * std)
    return dx, dgamma, dbeta


def dropout_forward(x, p, seed):
    np.random.seed(seed)
    mask = (np.random.rand(*x.shape) < p) / p
    return x * mask, mask


def eval_numerical_gradient_array(f, x, df, h=1e-5):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        oldval = x[ix]
        x[ix] = oldval + h
        pos = f(x).copy()
        x[ix] = oldval - h
        neg = f(x).copy()
        x[ix] = oldval
        grad[ix] = np.sum((pos - neg) * df) / (2 * h)
        it.iternext()
    return grad


def rel_error(x, y):
    return np.max(np.abs(x - y) / np.maximum(1e-8, np.abs(x) + np.abs(y)))


np.random.seed(231)
x, w, b = np.random.randn(4, 2, 3), np.random.randn(6, 5), np.random.randn(5)
dout = np.random.randn(4, 5)
_, cache = affine_forward(x, w, b)
dx, dw, db = affine_backward(dout, cache)
print(rel_error(eval_numerical_gradient_array(lambda x: affine_forward(x, w, b)[0], x, dout), dx) < 1e-7)
print(rel_error(eval_numerical_gradient_array(lambda w: affine_forward(x, w, b)[0], w, dout), dw) < 1e-7)
z, gamma, beta = 5 * np.random.randn(6, 4) + 12, np.random.randn(4), np.random.randn(4)
bn_param = {"mode": "train"}
out, cache = batchnorm_forward(z, gamma, beta, bn_param)
dout = np.random.randn(6, 4)
dx, dgamma, dbeta = batchnorm_backward(dout, cache)
print(rel_error(eval_numerical_gradient_array(lambda a: batchnorm_forward(a, gamma, beta, {"mode": "train"})[0], z, dout), dx) < 1e-6)
print("means", out.mean(axis=0).round(6), "stds", out.std(axis=0).round(4))
print("running", bn_param["running_mean"].round(4))
bn_param["mode"] = "test"
print(batchnorm_forward(z, gamma, beta, bn_param)[0].shape)
try:
    batchnorm_forward(z, gamma, beta, {"mode": "eval"})
except ValueError as e:
    print(e)
d, mask = dropout_forward(np.ones((100, 10)), 0.7, 3)
print((d == 0).mean().round(3), d.mean().round(3))
