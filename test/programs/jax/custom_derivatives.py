import jax
import jax.numpy as jnp
from jax import custom_jvp, custom_vjp, grad, jvp, vmap
from functools import partial


@custom_jvp
def log1pexp(x):
    return jnp.log(1. + jnp.exp(x))


@log1pexp.defjvp
def log1pexp_jvp(primals, tangents):
    x, = primals
    x_dot, = tangents
    return log1pexp(x), (1 - 1 / (1 + jnp.exp(x))) * x_dot


print(grad(log1pexp)(3.), grad(log1pexp)(100.), vmap(grad(log1pexp))(jnp.arange(4.)))
naive = lambda x: jnp.log(1. + jnp.exp(x))
print(grad(naive)(100.))


@custom_vjp
def clip_gradient(lo, hi, x):
    return x


def clip_gradient_fwd(lo, hi, x):
    return x, (lo, hi)


def clip_gradient_bwd(res, g):
    lo, hi = res
    return (None, None, jnp.clip(g, lo, hi))


clip_gradient.defvjp(clip_gradient_fwd, clip_gradient_bwd)
t = jnp.linspace(0, 6, 5)
print(vmap(grad(lambda x: clip_gradient(-0.75, 0.75, jnp.sin(x))))(t))


@partial(custom_vjp, nondiff_argnums=(0,))
def fixed_point(f, a, x_guess):
    x = x_guess
    for _ in range(30):
        x = f(a, x)
    return x


def fp_fwd(f, a, x_guess):
    x = fixed_point(f, a, x_guess)
    return x, (a, x)


def fp_bwd(f, res, v):
    a, x = res
    _, vjp_a = jax.vjp(lambda a: f(a, x), a)
    _, vjp_x = jax.vjp(lambda x: f(a, x), x)
    u = v
    for _ in range(30):
        u = v + vjp_x(u)[0]
    return vjp_a(u)[0], jnp.zeros_like(x)


fixed_point.defvjp(fp_fwd, fp_bwd)
newton = lambda a, x: 0.5 * (x + a / x)
print(fixed_point(newton, 2.0, 1.0), grad(fixed_point, argnums=1)(newton, 2.0, 1.0))
print(jax.lax.stop_gradient(3.0), grad(lambda x: x * jax.lax.stop_gradient(x))(3.0))
straight = lambda x: x + jax.lax.stop_gradient(jnp.round(x) - x)
print(straight(1.7), grad(straight)(1.7))
