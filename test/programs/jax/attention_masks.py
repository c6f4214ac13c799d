import jax
import jax.numpy as jnp

q = jax.random.normal(jax.random.PRNGKey(0), (4, 3))
k, v = q[::-1], jnp.eye(4)


def attend(q, k, v, mask=None):
    s = q @ k.T / jnp.sqrt(q.shape[-1])
    if mask is not None:
        s = jnp.where(mask, s, -jnp.inf)
    return jax.nn.softmax(s, axis=-1) @ v


causal = jnp.tril(jnp.ones((4, 4), dtype=bool))
print(attend(q, k, v).round(3))
print(attend(q, k, v, causal).round(3))
print(jax.grad(lambda q: attend(q, k, v, causal)[3, 0])(q).round(4))
heads = jax.vmap(attend, in_axes=(0, 0, 0, None))
print(heads(jnp.stack([q, k]), jnp.stack([k, q]), jnp.stack([v, v]), causal).shape)
pos = jnp.arange(4)[:, None] / 10.0 ** jnp.arange(2)
print(jnp.concatenate([jnp.sin(pos), jnp.cos(pos)], axis=-1).round(4))
