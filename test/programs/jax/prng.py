import jax
import jax.numpy as jnp
from jax import random

key = random.key(42)
print(random.normal(key), random.normal(key))
key, subkey = random.split(key)
print(random.normal(subkey, (3,)), random.uniform(subkey, (2, 2)))
old = random.PRNGKey(0)
print(old, old.dtype, random.split(old, 3))
print(random.randint(old, (5,), 0, 10), random.permutation(old, 6), random.bernoulli(old, 0.3, (4,)))
print(random.fold_in(old, 7), random.categorical(old, jnp.log(jnp.array([0.1, 0.2, 0.7])), shape=(6,)))
print(random.choice(old, jnp.arange(5), (3,), replace=False), random.exponential(old, (2,)), random.truncated_normal(old, -1, 1, (3,)))
keys = random.split(random.key(1), 4)
print(jax.vmap(lambda k: random.normal(k, (2,)))(keys))
print(random.gumbel(old, (2,)), random.laplace(old, (2,)), random.normal(old, (2,), dtype=jnp.float32).dtype)
