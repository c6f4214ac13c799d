"""Differentiable simulation: a thrown ball, a spring chain, energy conservation, gradient through time."""
import jax
import jax.numpy as jnp
from jax import lax, grad, jit


def simulate(v0, angle, dt=0.05, steps=30):
    def step(state, _):
        pos, vel = state
        vel = vel + dt * jnp.array([0.0, -9.8]) - dt * 0.1 * vel
        pos = pos + dt * vel
        return (pos, vel), pos
    vel = v0 * jnp.array([jnp.cos(angle), jnp.sin(angle)])
    (pos, _), path = lax.scan(step, (jnp.zeros(2), vel), None, length=steps)
    return pos, path


def miss(p):
    pos, _ = simulate(p[0], p[1])
    return jnp.sum((pos - jnp.array([8.0, 1.0])) ** 2)


p = jnp.array([10.0, 0.8])
step = jit(lambda p: (p - jnp.array([0.02, 0.002]) * grad(miss)(p), miss(p)))
for i in range(30):
    p, cost = step(p)
    if i % 10 == 9:
        print(i, f"{cost:.4f}", p.round(3))


def energy(q, v):
    ext = jnp.concatenate([jnp.zeros(1), q, jnp.zeros(1)])
    return 0.5 * jnp.sum(v ** 2) + 0.5 * jnp.sum(jnp.diff(ext) ** 2)


q, v = jnp.array([0.1, 0.5, -0.2]), jnp.zeros(3)
force = grad(lambda q: -energy(q, jnp.zeros(3)))
e0 = energy(q, v)
for _ in range(50):
    v = v + 0.05 * force(q)
    q = q + 0.1 * v
    v = v + 0.05 * force(q)
print(f"{e0:.4f} {energy(q, v):.4f}")
lagrangian = lambda q, qd: 0.5 * jnp.dot(qd, qd) - jnp.cos(q).sum() * -1.0


def acceleration(q, qd):
    return jnp.linalg.solve(jax.hessian(lagrangian, 1)(q, qd), jax.grad(lagrangian, 0)(q, qd) - jax.jacfwd(jax.grad(lagrangian, 1), 0)(q, qd) @ qd)


print(acceleration(jnp.array([0.3, 1.0]), jnp.array([0.1, 0.2])))
