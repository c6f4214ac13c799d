import jax
import jax.numpy as jnp

x = jnp.linspace(-2, 2, 20)[:, None]
y = jnp.sin(2 * x)


def init(key, sizes=(1, 16, 1)):
    ks = jax.random.split(key, len(sizes) - 1)
    return {f"dense{i}": {"kernel": jax.nn.initializers.glorot_normal()(k, (a, b)), "bias": jnp.zeros(b)} for i, (k, a, b) in enumerate(zip(ks, sizes, sizes[1:]))}


def forward(params, x):
    n = len(params)
    for i in range(n):
        layer = params[f"dense{i}"]
        x = x @ layer["kernel"] + layer["bias"]
        x = jnp.tanh(x) if i < n - 1 else x
    return x


def mse(params):
    return jnp.mean(jnp.square(forward(params, x) - y))


def clip(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g ** 2) for g in jax.tree_util.tree_leaves(grads)))
    return jax.tree_util.tree_map(lambda g: g * jnp.minimum(1.0, limit / (norm + 1e-6)), grads), norm


params = init(jax.random.PRNGKey(5))
velocity = jax.tree_util.tree_map(jnp.zeros_like, params)
for step in range(40):
    lr = 0.1 * 0.5 * (1 + jnp.cos(jnp.pi * step / 40))
    value, grads = jax.value_and_grad(mse)(params)
    grads, norm = clip(grads, 1.0)
    velocity = jax.tree_util.tree_map(lambda v, g: 0.9 * v + g, velocity, grads)
    params = jax.tree_util.tree_map(lambda p, v: p - lr * v, params, velocity)
    if step % 10 == 0:
        print(f"{step:3d} mse={value:.4f} |g|={norm:.4f} lr={lr:.4f}")
print(forward(params, jnp.array([[0.5]])).round(2))
