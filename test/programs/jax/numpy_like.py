import jax.numpy as jnp
import numpy as np
import jax

a = jnp.array([[1, 2, 3], [4, 5, 6]])
print(a, a.dtype, a.shape, a.ndim, a.size)
print(a @ a.T, a * 2.5, a / 2, a // 2, a % 2, a ** 2)
print(jnp.mean(a), a.std(), jnp.median(a), jnp.percentile(a, 50), a.max(axis=1), jnp.prod(a, axis=0), jnp.cumsum(a, axis=1))
print(jnp.where(a > 3, a, 0), jnp.clip(a, 2, 5), jnp.sort(jnp.array([3, 1, 2]))[::-1], jnp.unique(jnp.array([1, 2, 2])))
print(jnp.stack([a, a]).shape, jnp.vstack([a, a]).shape, jnp.hstack([a, a]).shape, jnp.tile(a, (1, 2)).shape, jnp.repeat(a, 2, axis=0).shape)
print(jnp.einsum("ij,kj->ik", a, a), jnp.tensordot(a, a.T, 1).shape, jnp.outer(jnp.arange(2), jnp.arange(3)), jnp.kron(jnp.eye(2), jnp.ones((1, 2))))
print(jnp.linalg.norm(a.astype(float)), jnp.linalg.det(jnp.array([[2.0, 1.0], [1.0, 3.0]])), jnp.linalg.inv(jnp.array([[2.0, 0.0], [0.0, 4.0]])), jnp.trace(a[:, :2]))
print(jnp.exp(jnp.array(1.0)), jnp.log1p(jnp.array(1e-3)), jnp.sinh(1.0), jnp.arctan2(1.0, 2.0), jnp.floor(-1.5), jnp.sign(jnp.array([-2.0, 0.0])), jnp.round(jnp.array([0.5, 1.5, 2.567]), 1))
print(jnp.array([1.0, jnp.nan, jnp.inf]), jnp.nansum(jnp.array([1.0, jnp.nan])), jnp.isfinite(jnp.array([1.0, jnp.inf])))
print(jnp.full((2,), 7), jnp.eye(2, dtype=int), jnp.arange(0, 1, 0.25), jnp.logspace(0, 2, 3), jnp.ones_like(a), jnp.diag(jnp.array([1, 2])))
print(jnp.array([1e-8, 1.0]), jnp.array([1e10, 1.0]), jnp.float32(0.1), jnp.array(0.1), jnp.array(True), jnp.array([True, False]))
print(a.reshape(-1), a.ravel()[2:5], a[0], a[:, 1], a[..., -1], a[jnp.array([1, 0])], a.flatten().tolist(), np.asarray(a).sum())
print(repr(a), repr(jnp.float32(1.5)), str(jnp.array(3)), f"{jnp.array(3.14159):.2f}", float(jnp.array(2.0)), int(a[0, 0]))
print(jnp.argmax(a, axis=1), jnp.any(a > 5), jnp.all(a > 0), jnp.count_nonzero(a > 2), jnp.allclose(a, a + 1e-9), jnp.array_equal(a, a))
print(jnp.pad(jnp.array([1, 2]), 1), jnp.roll(jnp.arange(4), 1), jnp.flip(a, 0), jnp.moveaxis(jnp.zeros((1, 2, 3)), 0, -1).shape, jnp.squeeze(jnp.zeros((1, 2))).shape, jnp.meshgrid(jnp.arange(2), jnp.arange(2))[0])
print(jax.nn.softmax(jnp.array([1.0, 2.0, 3.0])), jax.nn.one_hot(jnp.array([0, 2]), 3), jax.nn.relu(jnp.array([-1.0, 1.0])), jax.nn.sigmoid(0.0))
