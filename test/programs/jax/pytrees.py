import jax
import jax.numpy as jnp
from collections import namedtuple
from dataclasses import dataclass
from functools import partial

Point = namedtuple("Point", ["x", "y"])
example_trees = [[1, "a", object()], (1, (2, 3), ()), [1, {"k1": 2, "k2": (3, 4)}, 5], {"a": 2, "b": (2, 3)}, Point(1.0, None)]
for pytree in example_trees[1:]:
    leaves = jax.tree.leaves(pytree)
    print(f"{repr(pytree):<45} has {len(leaves)} leaves: {leaves}")
tree = {"w": jnp.ones((2, 2)), "b": [jnp.zeros(2), jnp.array(3.0)]}
print(jax.tree.map(lambda x: x.shape, tree))
print(jax.tree.map(lambda x, y: (x + y).sum(), tree, tree))
leaves, treedef = jax.tree_util.tree_flatten(tree)
print(treedef, len(leaves))
print(jax.tree_util.tree_unflatten(treedef, [1, 2, 3]))
print(jax.tree_util.tree_reduce(lambda a, b: a + b.size, tree, 0))
print(jax.tree_util.tree_structure((1, None, [2])))


@jax.tree_util.register_pytree_node_class
class Scale:
    def __init__(self, factor, name):
        self.factor, self.name = factor, name

    def tree_flatten(self):
        return (self.factor,), self.name

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(children[0], aux)

    def __call__(self, x):
        return self.factor * x


@jax.jit
def apply(m, x):
    return m(x).sum()


m = Scale(jnp.array(2.0), "twice")
print(apply(m, jnp.arange(4.0)), jax.grad(apply)(m, jnp.arange(4.0)).factor)
params = {"layer1": {"w": jnp.array([[1.0, 2.0], [3.0, 4.0]]), "b": jnp.zeros(2)}}


def loss(p, x):
    return jnp.sum(jnp.tanh(x @ p["layer1"]["w"] + p["layer1"]["b"]))


grads = jax.grad(loss)(params, jnp.ones((1, 2)))
print(grads["layer1"]["b"])
new = jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)
print(new["layer1"]["w"])
for path, leaf in jax.tree_util.tree_leaves_with_path(params):
    print(jax.tree_util.keystr(path), leaf.shape)
print(partial(lambda a, b: a + b, 1)(2))
