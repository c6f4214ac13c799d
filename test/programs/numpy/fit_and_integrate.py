import numpy as np

x = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
y = np.array([1.0, 2.9, 9.2, 18.8, 33.1])
X = np.vander(x, 3, increasing=True)
coef = np.linalg.solve(X.T @ X, X.T @ y)
print("normal equations", coef.round(4), "polyfit", np.polyfit(x, y, 2).round(4)[::-1])
w = np.zeros(3)
for i in range(3000):
    w -= 0.002 * X.T @ (X @ w - y)
print("gradient descent", w.round(3), "residual %.4f" % np.linalg.norm(X @ w - y))


def bisect(f, a, b, tol=1e-10):
    while b - a > tol:
        m = (a + b) / 2
        a, b = (m, b) if f(a) * f(m) > 0 else (a, m)
    return (a + b) / 2


def newton(f, df, x, n=20):
    for k in range(n):
        step = f(x) / df(x)
        x -= step
        if abs(step) < 1e-12:
            break
    return x, k + 1


print("%.8f" % bisect(lambda t: t ** 3 - 2, 0, 2), newton(lambda t: t * t - 2, lambda t: 2 * t, 1.0))
n = 100
t = np.linspace(0, np.pi, n + 1)
f = np.sin(t)
h = np.pi / n
print("trapezoid %.8f simpson %.10f riemann %.6f" % (np.trapezoid(f, t), h / 3 * (f[0] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum() + f[-1]), f[:-1].sum() * h))


def rk4(f, y, t0, t1, n):
    h = (t1 - t0) / n
    for i in range(n):
        t = t0 + i * h
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y


lotka = lambda t, s: np.array([1.1 * s[0] - 0.4 * s[0] * s[1], 0.1 * s[0] * s[1] - 0.4 * s[1]])
print(rk4(lotka, np.array([10.0, 5.0]), 0, 5, 200).round(5), "%.9f" % rk4(lambda t, s: -s, 1.0, 0.0, 1.0, 50))
A = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
b = np.array([1.0, 2.0, 3.0])


def conjugate_gradient(A, b):
    x = np.zeros_like(b)
    r = b - A @ x
    p = r.copy()
    for k in range(len(b)):
        alpha = r @ r / (p @ A @ p)
        x += alpha * p
        new = r - alpha * A @ p
        if np.linalg.norm(new) < 1e-12:
            break
        p, r = new + (new @ new) / (r @ r) * p, new
    return x


print(conjugate_gradient(A, b).round(6), np.allclose(A @ conjugate_gradient(A, b), b))
Q, R = np.linalg.qr(A)
print(np.allclose(Q @ R, A), np.allclose(Q.T @ Q, np.eye(3)), np.linalg.matrix_rank(A), np.trace(A))
mc = np.random.RandomState(0).uniform(-1, 1, (2, 4000))
print("pi about %.3f" % (4 * np.mean((mc ** 2).sum(0) < 1)))
grid = np.zeros((6, 6))
grid[0] = 100
for _ in range(40):
    grid[1:-1, 1:-1] = 0.25 * (grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:])
print(grid[1:4, 2].round(3))
