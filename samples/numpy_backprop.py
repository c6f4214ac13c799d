# gradient-lens
# Backpropagation by hand in NumPy. The lens shows the true gradients beside the hand-made ones.
import numpy as np

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = np.array([[0.0], [1.0], [1.0], [0.0]])

W1 = np.array([[0.5, -0.4, 0.3], [0.2, 0.7, -0.6]])
b1 = np.zeros((1, 3))
W2 = np.array([[0.8], [-0.5], [0.4]])
b2 = np.zeros((1, 1))

# forward
hidden = np.tanh(X @ W1 + b1)
output = 1 / (1 + np.exp(-(hidden @ W2 + b2)))
loss = np.mean((output - y) ** 2)

# backward, by hand
d_output = 2 * (output - y) / y.size
d_score = d_output * output * (1 - output)
dW2 = hidden.T @ d_score
db2 = d_score.sum(axis=0, keepdims=True)
d_hidden = d_score @ W2.T * (1 - hidden ** 2)
dW1 = X.T @ d_hidden
db1 = d_hidden.sum(axis=0, keepdims=True)

print("loss", loss)
print(dW1)
print(dW2)
