import numpy as np


def im2col(input_data, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_data.shape
    out_h = (H + 2 * pad - filter_h) // stride + 1
    out_w = (W + 2 * pad - filter_w) // stride + 1
    img = np.pad(input_data, [(0, 0), (0, 0), (pad, pad), (pad, pad)], 'constant')
    col = np.zeros((N, C, filter_h, filter_w, out_h, out_w))
    for y in range(filter_h):
        y_max = y + stride * out_h
        for x in range(filter_w):
            x_max = x + stride * out_w
            col[:, :, y, x, :, :] = img[:, :, y:y_max:stride, x:x_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * out_h * out_w, -1)


def col2im(col, input_shape, filter_h, filter_w, stride=1, pad=0):
    N, C, H, W = input_shape
    out_h = (H + 2 * pad - filter_h) // stride + 1
    out_w = (W + 2 * pad - filter_w) // stride + 1
    col = col.reshape(N, out_h, out_w, C, filter_h, filter_w).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((N, C, H + 2 * pad + stride - 1, W + 2 * pad + stride - 1))
    for y in range(filter_h):
        for x in range(filter_w):
            img[:, :, y:y + stride * out_h:stride, x:x + stride * out_w:stride] += col[:, :, y, x, :, :]
    return img[:, :, pad:H + pad, pad:W + pad]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        out_h = 1 + (H + 2 * self.pad - FH) // self.stride
        out_w = 1 + (W + 2 * self.pad - FW) // self.stride
        self.x = x
        self.col = im2col(x, FH, FW, self.stride, self.pad)
        self.col_W = self.W.reshape(FN, -1).T
        out = np.dot(self.col, self.col_W) + self.b
        return out.reshape(N, out_h, out_w, -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        FN, C, FH, FW = self.W.shape
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        self.db = np.sum(dout, axis=0)
        self.dW = np.dot(self.col.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)
        return col2im(np.dot(dout, self.col_W.T), self.x.shape, FH, FW, self.stride, self.pad)


class Pooling:
    def __init__(self, size):
        self.size = size

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.size
        col = im2col(x, s, s, s).reshape(-1, s * s)
        self.x, self.arg_max = x, np.argmax(col, axis=1)
        return np.max(col, axis=1).reshape(N, H // s, W // s, C).transpose(0, 3, 1, 2)

    def backward(self, dout):
        s = self.size
        dout = dout.transpose(0, 2, 3, 1)
        dmax = np.zeros((dout.size, s * s))
        dmax[np.arange(self.arg_max.size), self.arg_max.flatten()] = dout.flatten()
        dmax = dmax.reshape(dout.shape + (s * s,))
        dcol = dmax.reshape(dmax.shape[0] * dmax.shape[1] * dmax.shape[2], -1)
        return col2im(dcol, self.x.shape, s, s, s)


rng = np.random.RandomState(4)
x = rng.randn(2, 2, 6, 6)
conv = Convolution(0.3 * rng.randn(3, 2, 3, 3), np.zeros(3), pad=1)
pool = Pooling(2)
target = rng.randn(2, 3, 3, 3)


def loss_of(x):
    return 0.5 * np.sum((pool.forward(conv.forward(x)) - target) ** 2)


loss = loss_of(x)
dx = conv.backward(pool.backward(pool.forward(conv.forward(x)) - target))
print("loss %.6f" % loss, dx.shape, conv.dW.shape)
eps = 1e-6
worst = 0
for index in [(0, 0, 1, 2), (1, 1, 5, 5), (0, 1, 3, 0)]:
    keep = x[index]
    x[index] = keep + eps
    plus = loss_of(x)
    x[index] = keep - eps
    minus = loss_of(x)
    x[index] = keep
    worst = max(worst, abs((plus - minus) / (2 * eps) - dx[index]))
print("gradient check ok:", worst < 1e-6)
print(np.round(conv.db, 4))
