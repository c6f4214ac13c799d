from dataclasses import dataclass
import jax
import jax.numpy as jnp


@jax.tree_util.register_pytree_node_class
@dataclass
class Linear:
    w: jax.Array
    b: jax.Array

    def tree_flatten(self):
        return (self.w, self.b), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

    @classmethod
    def init(cls, key, n, m):
        return cls(jax.random.normal(key, (n, m)) / jnp.sqrt(n), jnp.zeros(m))

    def __call__(self, x):
        return x @ self.w + self.b


k1, k2 = jax.random.split(jax.random.key(3))
model = [Linear.init(k1, 2, 8), Linear.init(k2, 8, 1)]
x = jnp.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
y = jnp.array([0., 1., 1., 0.])


def loss(model, x, y):
    h = jnp.tanh(model[0](x))
    logits = model[1](h)[:, 0]
    return jnp.mean(jnp.maximum(logits, 0) - logits * y + jnp.log1p(jnp.exp(-jnp.abs(logits))))


for i in range(30):
    value, g = jax.value_and_grad(loss)(model, x, y)
    model = jax.tree.map(lambda p, d: p - 0.5 * d, model, g)
    if i % 10 == 9:
        print(i, f"{value:.4f}")
print(len(jax.tree.leaves(model)), model[0].w.shape)
