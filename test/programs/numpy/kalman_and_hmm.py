"""Dynamic programs in NumPy: Kalman filter, HMM forward-backward and Viterbi, edit distance, DTW."""
import numpy as np

np.set_printoptions(precision=4, suppress=True)


def kalman(zs, dt=1.0, q=0.01, r=0.25):
    F, H = np.array([[1, dt], [0, 1]]), np.array([[1.0, 0.0]])
    Q, R = q * np.eye(2), np.array([[r]])
    x, P = np.zeros((2, 1)), np.eye(2) * 10
    out = []
    for z in zs:
        x, P = F @ x, F @ P @ F.T + Q
        S = H @ P @ H.T + R
        K = P @ H.T @ np.linalg.inv(S)
        x = x + K @ (np.array([[z]]) - H @ x)
        P = (np.eye(2) - K @ H) @ P
        out.append(x.ravel().copy())
    return np.array(out), P


rng = np.random.default_rng(5)
truth = 0.5 * np.arange(10)
est, P = kalman(truth + rng.normal(0, 0.5, 10))
print(est[-3:], P, sep="\n")

A = np.array([[0.7, 0.3], [0.4, 0.6]])
B = np.array([[0.1, 0.4, 0.5], [0.7, 0.2, 0.1]])
pi = np.array([0.6, 0.4])
obs = [0, 1, 2, 2, 0]


def forward(obs):
    alpha = np.zeros((len(obs), 2))
    alpha[0] = pi * B[:, obs[0]]
    for t in range(1, len(obs)):
        alpha[t] = alpha[t - 1] @ A * B[:, obs[t]]
    return alpha


def backward(obs):
    beta = np.ones((len(obs), 2))
    for t in range(len(obs) - 2, -1, -1):
        beta[t] = A @ (B[:, obs[t + 1]] * beta[t + 1])
    return beta


def viterbi(obs):
    delta, psi = np.log(pi) + np.log(B[:, obs[0]]), []
    for o in obs[1:]:
        scores = delta[:, None] + np.log(A)
        psi.append(scores.argmax(0))
        delta = scores.max(0) + np.log(B[:, o])
    path = [int(delta.argmax())]
    for back in reversed(psi):
        path.append(int(back[path[-1]]))
    return path[::-1], delta.max()


a, b = forward(obs), backward(obs)
gamma = a * b / (a * b).sum(1, keepdims=True)
print("likelihood %.8f" % a[-1].sum(), np.allclose((a * b).sum(1), a[-1].sum()))
print(gamma)
print(viterbi(obs)[0], "%.5f" % viterbi(obs)[1])


def dtw(x, y):
    D = np.full((len(x) + 1, len(y) + 1), np.inf)
    D[0, 0] = 0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            D[i, j] = abs(x[i - 1] - y[j - 1]) + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[-1, -1]


print(dtw([1, 2, 3, 4], [1, 1, 2, 4]), dtw(np.sin(np.arange(5)), np.cos(np.arange(5))).round(4))
A = np.array([[2.0, 1.0], [1.0, 3.0]])
vals, vecs = np.linalg.eigh(A)
print(vals, np.abs(vecs), np.linalg.solve(A, [1.0, 2.0]), np.linalg.det(A).round(8))
