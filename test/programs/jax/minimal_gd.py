from jax import grad
import jax.numpy as np

def tanh(x):
    y = np.exp(-2.0 * x)
    return (1.0 - y) / (1.0 + y)

grad_tanh = grad(tanh)
print(grad_tanh(1.0))

def f(x, y):
    return np.sin(x) * y + x / y

x, y = 1.0, 2.0
for i in range(5):
    gx, gy = grad(f, argnums=(0, 1))(x, y)
    x -= 0.1 * gx
    y -= 0.1 * gy
    print(i, f"{x:.4f} {y:.4f} {f(x, y):.4f}")
