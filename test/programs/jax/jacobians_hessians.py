import jax
import jax.numpy as jnp
from jax import jacfwd, jacrev, grad, jvp, vjp, hessian


def predict(W, b, inputs):
    return jax.nn.sigmoid(jnp.dot(inputs, W) + b)


inputs = jnp.array([[0.52, 1.12, 0.77], [0.88, -1.08, 0.15], [0.52, 0.06, -1.30], [0.74, -2.49, 1.39]])
targets = jnp.array([True, True, False, True])
W, b = jnp.array([0.1, -0.2, 0.3]), 0.05


def loss(W, b):
    preds = predict(W, b, inputs)
    label_probs = preds * targets + (1 - preds) * (1 - targets)
    return -jnp.sum(jnp.log(label_probs))


W_grad, b_grad = grad(loss, (0, 1))(W, b)
print("W_grad =", W_grad)
print("b_grad =", b_grad)
f = lambda W: predict(W, b, inputs)
J = jacfwd(f)(W)
print("jacfwd result, with shape", J.shape)
print(J)
print(jnp.allclose(J, jacrev(f)(W)))
H = hessian(f)(W)
print("hessian, with shape", H.shape)
print(hessian(loss)(W, b))


def hvp(f, primals, tangents):
    return jvp(grad(f), primals, tangents)[1]


v = jnp.array([1.0, 0.0, -1.0])
print(hvp(lambda w: loss(w, b), (W,), (v,)))
y, vjp_fun = vjp(f, W)
print(vjp_fun(jnp.ones_like(y))[0])
y2, u = jvp(f, (W,), (v,))
print(jnp.vdot(u, jnp.ones_like(y)), jnp.vdot(v, vjp_fun(jnp.ones_like(y))[0]))
eps = 1e-3
num = (loss(W, b + eps / 2.) - loss(W, b - eps / 2.)) / eps
print(jnp.allclose(num, b_grad, atol=1e-2))
