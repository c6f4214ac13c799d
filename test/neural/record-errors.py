"""Records what PyTorch says to inputs that do not fit: python record-errors.py > errors.json (torch 2.13, CPU)."""
import json
import torch
import torch.nn.functional as F

O = lambda *shape: torch.ones(shape)
L = lambda *values: torch.tensor(values)
out = []

def case(card, call, *inputs, **attributes):
    try:
        call(*inputs)
        raise SystemExit(f"{card} did not fail")
    except Exception as e:
        out.append({"card": card, "attributes": attributes, "inputs": [{"dtype": str(x.dtype)[6:], "shape": list(x.shape), "values": x.double().flatten().tolist()} for x in inputs], "type": type(e).__name__, "message": str(e)})

for a, b in [((2, 3), (4, 5)), ((3,), (2, 3)), ((3,), (4,)), ((2, 3, 4), (2, 5, 4)), ((2, 3, 4), (3, 4, 5)), ((), (3,)), ((2, 3), (4,)), ((5, 2, 3), (4,)), ((4,), (5, 2, 3)), ((5, 2, 3), (4, 2))]:
    case("matmul", torch.matmul, O(*a), O(*b))
case("mm", torch.mm, O(2, 3), O(4, 5)); case("mm", torch.mm, O(2), O(4, 5)); case("bmm", torch.bmm, O(2, 3, 4), O(3, 4, 4)); case("bmm", torch.bmm, O(2, 3), O(2, 5)); case("mv", torch.mv, O(2, 3), O(4)); case("dot", torch.dot, O(2), O(4)); case("dot", torch.dot, O(2, 2), O(4))
case("linear", F.linear, O(2, 3), O(4, 5)); case("linear", F.linear, O(2, 2, 3), O(4, 5)); case("linear", F.linear, O(3), O(4, 5)); case("linear", F.linear, O(2, 3), O(4, 3), O(5))
case("addmm", torch.addmm, O(3), O(2, 3), O(4, 5)); case("outer", torch.outer, O(2, 2), O(3)); case("trace", torch.trace, O(2)); case("bilinear", F.bilinear, O(2, 3), O(2, 4), O(5, 3, 5))
case("einsum", lambda *x: torch.einsum("ij,jk->ik", *x), O(2, 3), O(4, 5), equation="ij,jk->ik"); case("einsum", lambda *x: torch.einsum("ij,jk->ik", *x), O(2, 3), equation="ij,jk->ik"); case("einsum", lambda *x: torch.einsum("ij->k", *x), O(2, 3), equation="ij->k")
case("tensordot", lambda *x: torch.tensordot(*x, dims=1), O(2, 3), O(2, 3), axes=1)
case("conv2d", F.conv2d, O(1, 3, 5, 5), O(4, 2, 3, 3)); case("conv2d", F.conv2d, O(1, 3, 2, 2), O(4, 3, 3, 3)); case("conv2d", F.conv2d, O(5, 5), O(4, 2, 3, 3)); case("conv2d", F.conv2d, O(1, 3, 5, 5), O(4, 3, 3, 3), O(5)); case("conv1d", F.conv1d, O(1, 3, 5), O(4, 2, 3)); case("conv_transpose2d", F.conv_transpose2d, O(1, 3, 5, 5), O(2, 4, 3, 3))
case("max_pool2d", lambda x: F.max_pool2d(x, 3), O(1, 1, 2, 2), kernel_size=3); case("max_pool2d", lambda x: F.max_pool2d(x, 2, padding=2), O(1, 1, 4, 4), kernel_size=2, padding=2); case("avg_pool2d", lambda x: F.avg_pool2d(x, 2, padding=2), O(1, 1, 4, 4), kernel_size=2, padding=2)
case("softmax", lambda x: F.softmax(x, 3), O(2), axis=3); case("glu", F.glu, O(2, 3)); case("embedding", lambda w, i: F.embedding(i, w), O(3, 2), L(5))
case("layer_norm", lambda x: F.layer_norm(x, (4,)), O(2, 3), normalized_shape=[4]); case("group_norm", lambda x: F.group_norm(x, 2), O(2, 3), num_groups=2); case("batch_norm", lambda x: F.batch_norm(x, None, None, training=True), O(1, 3))
case("mse_loss", F.mse_loss, O(2, 3), O(4)); case("cross_entropy", F.cross_entropy, O(2, 3), L(0, 3)); case("cross_entropy", F.cross_entropy, O(2, 3), L(0, 1, 2)); case("nll_loss", F.nll_loss, O(2, 3), L(0, 5)); case("binary_cross_entropy", F.binary_cross_entropy, O(2), O(3)); case("binary_cross_entropy", F.binary_cross_entropy, 2 * O(2), O(2)); case("binary_cross_entropy_with_logits", F.binary_cross_entropy_with_logits, O(2), O(3))
case("inv", torch.inverse, O(2, 2)); case("inv", torch.linalg.inv, O(2, 3)); case("cholesky", torch.linalg.cholesky, -O(2, 2)); case("solve", torch.linalg.solve, O(2, 2), O(2)); case("inner", torch.inner, O(2, 3), O(2)); case("cdist", torch.cdist, O(2, 3), O(2, 2)); case("interpolate", F.interpolate, O(1, 1, 2))
print("[\n" + ",\n".join(json.dumps(c) for c in out) + "\n]")
