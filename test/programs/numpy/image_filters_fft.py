import numpy as np

img = np.zeros((8, 8))
img[2:6, 3:5] = 1.0
img[6, 6] = 0.5


def convolve2d(a, k):
    kh, kw = k.shape
    p = np.pad(a, ((kh // 2,) * 2, (kw // 2,) * 2), mode="edge")
    win = np.lib.stride_tricks.sliding_window_view(p, k.shape)
    return np.einsum("ijkl,kl->ij", win, k[::-1, ::-1])


sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
g = np.exp(-((np.arange(5) - 2) ** 2) / 2)
gauss = np.outer(g, g) / g.sum() ** 2
gx, gy = convolve2d(img, sobel), convolve2d(img, sobel.T)
mag = np.hypot(gx, gy)
print(mag.round(2)[2:5], convolve2d(img, gauss).sum().round(4))
print(np.argwhere(mag > 3)[:4].tolist(), (np.degrees(np.arctan2(gy, gx)).round(0) + 0.0)[3])


def maxpool(a, s=2):
    h, w = a.shape
    return a[:h // s * s, :w // s * s].reshape(h // s, s, w // s, s).max(axis=(1, 3))


print(maxpool(img), np.kron(maxpool(img), np.ones((2, 2))).shape)
cumulative = np.cumsum(np.cumsum(img, 0), 1)
box = lambda r0, c0, r1, c1: cumulative[r1, c1] - cumulative[r0 - 1, c1] - cumulative[r1, c0 - 1] + cumulative[r0 - 1, c0 - 1]
print(box(2, 3, 5, 4), img[2:6, 3:5].sum())
levels = (img * 255).astype(np.uint8)
print(levels.dtype, levels.max(), np.unique(levels), np.rot90(levels)[0], levels.T[3, :4], (levels + np.uint8(10)).max())
hist = np.bincount(levels.ravel(), minlength=256)
cdf = hist.cumsum() / levels.size
print(hist[[0, 127, 255]], cdf[[0, 127, 255]].round(4))
t = np.arange(16)
s = np.sin(2 * np.pi * 3 * t / 16)
dft = np.array([[np.cos(-2 * np.pi * k * n / 16) for n in t] for k in t]) @ s
print(np.abs(dft).max() < 1e-9, np.convolve([1, 2, 3], [0, 1, 0.5]), np.correlate([1, 2, 3], [0, 1, 0.5], "same"))
