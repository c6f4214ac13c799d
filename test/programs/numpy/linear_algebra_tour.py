import numpy as np

np.set_printoptions(precision=4, suppress=True)
A = np.array([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]])
b = np.array([1.0, 2.0, 3.0])
print(A @ b, A.dot(A), A.T, np.allclose(np.linalg.inv(A) @ A, np.eye(3)), sep="\n")
x = np.linalg.solve(A, b)
print(x, np.allclose(A @ x, b), np.linalg.norm(x), np.linalg.norm(A), np.linalg.norm(x, 1), np.linalg.norm(x, np.inf))
L = np.linalg.cholesky(A)
print(L, np.allclose(L @ L.T, A), np.linalg.slogdet(A)[0], round(float(np.linalg.det(A)), 6))
U, s, Vt = np.linalg.svd(A)
print(s, np.allclose(U * s @ Vt, A), np.linalg.cond(A).round(4), np.linalg.matrix_rank(A))


def gauss(A, b):
    M = np.hstack([A, b[:, None]]).astype(float)
    n = len(b)
    for i in range(n):
        p = i + np.argmax(np.abs(M[i:, i]))
        M[[i, p]] = M[[p, i]]
        M[i] /= M[i, i]
        for j in range(n):
            if j != i:
                M[j] -= M[j, i] * M[i]
    return M[:, -1]


print(gauss(A, b), np.trace(A), np.diag(A), np.triu(A, 1).sum(), np.outer(b, b).shape, np.kron(np.eye(2), [[1, 2]]))
v = np.ones(3)
for _ in range(50):
    v = A @ v
    v /= np.linalg.norm(v)
print((v @ A @ v).round(6), np.abs(np.linalg.eigvalsh(A)[-1] - v @ A @ v) < 1e-9)
Q = np.eye(3)
B = A.copy()
for _ in range(60):
    q, r = np.linalg.qr(B)
    B = r @ q
print(np.sort(np.diag(B)), np.linalg.lstsq(np.c_[np.ones(4), np.arange(4)], np.array([1.0, 3.1, 4.9, 7.0]), rcond=None)[0])
print(np.einsum("ij,jk,k->i", A, A, b), np.tensordot(A, A, axes=([0], [1])).shape, np.cross([1, 0, 0], [0, 1, 0]), np.vdot(b, b), np.inner(b, b), np.linalg.matrix_power(A, 2)[0])
