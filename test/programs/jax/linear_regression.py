import jax
import jax.numpy as jnp
import numpy as np

xs = np.linspace(-1, 1, 40).reshape(-1, 1).astype(np.float32)
noise = np.random.RandomState(0).randn(40, 1).astype(np.float32)
ys = 3 * xs - 1 + 0.1 * noise


def model(theta, x):
    w, b = theta
    return w * x + b


def loss_fn(theta, x, y):
    return jnp.mean((model(theta, x) - y) ** 2)


@jax.jit
def update(theta, x, y, lr=0.1):
    return theta - lr * jax.grad(loss_fn)(theta, x, y)


theta = jnp.array([1., 1.])
for i in range(60):
    theta = update(theta, xs, ys)
    if i % 20 == 19:
        print(i, round(float(loss_fn(theta, xs, ys)), 5))
w, b = theta
print(f"w: {w:<.2f}, b: {b:<.2f}")
