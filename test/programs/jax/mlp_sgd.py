"""A classifier from scratch: lists of (w, b) as parameters, vmap over the batch, jit on the update."""
import jax
import jax.numpy as jnp
from jax import grad, jit, vmap, random
from jax.scipy.special import logsumexp


def random_layer_params(m, n, key, scale=1e-1):
    w_key, b_key = random.split(key)
    return scale * random.normal(w_key, (n, m)), scale * random.normal(b_key, (n,))


def init_network_params(sizes, key):
    keys = random.split(key, len(sizes))
    return [random_layer_params(m, n, k) for m, n, k in zip(sizes[:-1], sizes[1:], keys)]


layer_sizes = [6, 16, 3]
step_size = 0.1
params = init_network_params(layer_sizes, random.key(0))


def relu(x):
    return jnp.maximum(0, x)


def predict(params, image):
    activations = image
    for w, b in params[:-1]:
        outputs = jnp.dot(w, activations) + b
        activations = relu(outputs)
    final_w, final_b = params[-1]
    logits = jnp.dot(final_w, activations) + final_b
    return logits - logsumexp(logits)


batched_predict = vmap(predict, in_axes=(None, 0))


def one_hot(x, k, dtype=jnp.float32):
    return jnp.array(x[:, None] == jnp.arange(k), dtype)


def accuracy(params, images, targets):
    return jnp.mean(jnp.argmax(batched_predict(params, images), axis=1) == jnp.argmax(targets, axis=1))


def loss(params, images, targets):
    return -jnp.mean(batched_predict(params, images) * targets)


@jit
def update(params, x, y):
    grads = grad(loss)(params, x, y)
    return [(w - step_size * dw, b - step_size * db) for (w, b), (dw, db) in zip(params, grads)]


images = random.normal(random.key(1), (30, 6))
labels = jnp.argmax(images[:, :3], axis=1)
targets = one_hot(labels, 3)
for epoch in range(15):
    params = update(params, images, targets)
    if epoch % 5 == 4:
        print(f"epoch {epoch}: loss {loss(params, images, targets):.4f} accuracy {accuracy(params, images, targets):.4f}")
print([w.shape for w, b in params])
