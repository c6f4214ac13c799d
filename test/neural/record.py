"""Records operations of PyTorch with first and second derivatives: python record.py > operations.json (torch 2.13, CPU, float64)."""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(0)
N = lambda *shape: torch.randn(shape, dtype=torch.float64)
P = lambda *shape: torch.rand(shape, dtype=torch.float64) * 0.8 + 0.1
I = lambda *values: torch.tensor(values)
cases = []

def case(card, call, *inputs, **attributes):
    """`call` gets the inputs; floating ones are differentiated."""
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    wanted = [x for x in leaves if x.is_floating_point()]
    y = call(*leaves)
    g = torch.randn_like(y)
    grads = torch.autograd.grad(y, wanted, g, create_graph=True, allow_unused=True)
    vs = [torch.randn_like(x) for x in wanted]
    second = None
    try:
        h = sum((d * v).sum() for d, v in zip(grads, vs) if d is not None and d.requires_grad)
        if isinstance(h, torch.Tensor):
            second = [None if s is None else flat(s) for s in torch.autograd.grad(h, wanted, allow_unused=True)]
    except RuntimeError:
        pass
    cases.append({"card": card, "attributes": attributes, "inputs": [{"dtype": str(x.dtype)[6:], "shape": list(x.shape), "values": flat(x)} for x in inputs],
                  "output": {"shape": list(y.shape), "values": flat(y)}, "upstream": flat(g), "gradients": [None if d is None else flat(d) for d in grads],
                  "directions": [flat(v) for v in vs], "second": second})

def flat(t):
    return [v if math.isfinite(v) else str(v) for v in (float(f"{x:.12g}") for x in t.detach().double().flatten().tolist())]

# products
for a, b in [((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 2, 3), (3, 2)), ((3,), (2, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)), ((2, 3, 4), (4,))]:
    case("matmul", torch.matmul, N(*a), N(*b))
case("mm", torch.mm, N(2, 3), N(3, 2)); case("bmm", torch.bmm, N(2, 2, 3), N(2, 3, 2)); case("mv", torch.mv, N(2, 3), N(3)); case("dot", torch.dot, N(3), N(3))
case("outer", torch.outer, N(2), N(3)); case("kron", torch.kron, N(2, 2), N(3, 2)); case("kron", torch.kron, N(2), N(2, 2))
case("inner", torch.inner, N(2, 3), N(4, 3)); case("inner", torch.inner, N(2, 3), N())
case("trace", torch.trace, N(3, 2)); case("cross", lambda a, b: torch.linalg.cross(a, b), N(2, 3), N(2, 3)); case("cross", lambda a, b: torch.linalg.cross(a, b, dim=0), N(3, 2), N(3, 2), axis=0)
case("linear", F.linear, N(2, 3), N(4, 3), N(4)); case("linear", F.linear, N(2, 2, 3), N(4, 3)); case("linear", F.linear, N(3), N(4, 3), N(4)); case("linear", F.linear, N(2, 3), N(3))
case("bilinear", F.bilinear, N(2, 3), N(2, 2), N(4, 3, 2), N(4))
case("addmm", lambda i, a, b: torch.addmm(i, a, b, beta=0.5, alpha=2), N(3), N(2, 2), N(2, 3), beta=0.5, alpha=2)
case("addmv", torch.addmv, N(2), N(2, 3), N(3)); case("addr", torch.addr, N(2, 3), N(2), N(3)); case("addbmm", torch.addbmm, N(2, 2), N(3, 2, 3), N(3, 3, 2)); case("baddbmm", torch.baddbmm, N(3, 2, 2), N(3, 2, 3), N(3, 3, 2))
for equation, shapes in [("ij,jk->ik", [(2, 3), (3, 2)]), ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("ij", [(2, 3)]), ("ji", [(2, 3)]), ("i,j->ij", [(2,), (3,)]), ("bij,bjk->bik", [(2, 2, 3), (2, 3, 2)]), ("...ij,...jk->...ik", [(2, 2, 3), (3, 2)]),
                         ("ij,ij->", [(2, 3), (2, 3)]), ("bhid,bhjd->bhij", [(1, 2, 2, 3), (1, 2, 3, 3)]), ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 2)]), ("ij,kj->", [(2, 3), (4, 3)]), ("i...,i...->...", [(2, 3), (2, 3)]), ("ij,i->j", [(2, 3), (1,)])]:
    case("einsum", lambda *xs: torch.einsum(equation, *xs), *[N(*s) for s in shapes], equation=equation)
case("tensordot", torch.tensordot, N(2, 3, 4), N(3, 4, 2)); case("tensordot", lambda a, b: torch.tensordot(a, b, dims=([0, 2], [1, 0])), N(2, 3, 4), N(4, 2), axes=[[0, 2], [1, 0]])

# convolutions
def conv(name, x, w, b=None, **attributes):
    case(name, lambda *t: getattr(F, name)(t[0], t[1], t[2] if len(t) > 2 else None, **attributes), N(*x), N(*w), *([] if b is None else [N(b)]), **attributes)
conv("conv1d", (2, 3, 7), (4, 3, 3), 4); conv("conv1d", (3, 7), (4, 3, 3), stride=2, padding=1); conv("conv1d", (1, 4, 6), (4, 2, 2), 4, groups=2, dilation=2); conv("conv1d", (1, 2, 6), (2, 2, 4), padding="same")
conv("conv2d", (2, 3, 5, 4), (2, 3, 3, 2), 2); conv("conv2d", (1, 4, 5, 5), (4, 1, 3, 3), 4, groups=4, padding=1, stride=2); conv("conv2d", (1, 2, 6, 5), (3, 2, 2, 3), stride=[2, 1], padding=[1, 2], dilation=[1, 2]); conv("conv2d", (2, 4, 4), (1, 2, 2, 2), padding="same"); conv("conv2d", (1, 1, 4, 4), (1, 1, 2, 2), padding="valid")
conv("conv3d", (1, 2, 3, 4, 3), (2, 2, 2, 2, 2), 2, padding=1, stride=[1, 2, 1])
conv("conv_transpose1d", (2, 3, 4), (3, 2, 3), 2, stride=2, output_padding=1); conv("conv_transpose2d", (1, 4, 3, 2), (4, 1, 2, 3), 2, stride=2, padding=1, groups=2, dilation=[2, 1]); conv("conv_transpose2d", (2, 3, 3), (2, 3, 2, 2)); conv("conv_transpose3d", (1, 2, 2, 2, 2), (2, 1, 2, 2, 2), 1, stride=2)

# pools
def pool(name, x, **attributes):
    given = {k: v for k, v in attributes.items()}
    case(name, lambda t: getattr(F, name)(t, **given), N(*x), **attributes)
pool("max_pool1d", (2, 2, 7), kernel_size=2); pool("max_pool1d", (2, 7), kernel_size=3, stride=2, padding=1, ceil_mode=True); pool("max_pool2d", (1, 2, 5, 6), kernel_size=[2, 3], stride=2, padding=[1, 1]); pool("max_pool2d", (2, 5, 6), kernel_size=2, dilation=2, ceil_mode=True); pool("max_pool3d", (1, 1, 4, 4, 5), kernel_size=2)
pool("adaptive_max_pool1d", (1, 2, 7), output_size=3); pool("adaptive_max_pool2d", (2, 5, 7), output_size=[2, None]); pool("adaptive_max_pool3d", (1, 1, 3, 4, 5), output_size=2)
pool("avg_pool1d", (2, 2, 7), kernel_size=3, stride=2, padding=1, ceil_mode=True); pool("avg_pool2d", (1, 2, 5, 6), kernel_size=[2, 3]); pool("avg_pool2d", (2, 5, 6), kernel_size=3, stride=2, padding=1, count_include_pad=False, ceil_mode=True); pool("avg_pool2d", (1, 1, 4, 4), kernel_size=2, divisor_override=3); pool("avg_pool3d", (1, 1, 4, 4, 5), kernel_size=2, padding=1)
pool("adaptive_avg_pool1d", (1, 2, 7), output_size=3); pool("adaptive_avg_pool2d", (1, 2, 5, 7), output_size=[3, None]); pool("adaptive_avg_pool3d", (1, 1, 3, 4, 5), output_size=2)
for rank in (1, 2):
    x = N(1, 2, *[4] * rank); _, at = getattr(F, f"max_pool{rank}d")(x, 2, return_indices=True)
    case(f"max_unpool{rank}d", lambda t, i: getattr(F, f"max_unpool{rank}d")(t, i, 2), N(*at.shape), at, kernel_size=2)
pool("interpolate", (1, 2, 3), scale_factor=2); pool("interpolate", (1, 2, 5), size=3); pool("interpolate", (1, 1, 3, 4), size=[5, 3], mode="bilinear", align_corners=False); pool("interpolate", (1, 1, 3, 4), size=[5, 7], mode="bilinear", align_corners=True); pool("interpolate", (1, 1, 4), scale_factor=1.7, mode="linear"); pool("interpolate", (1, 1, 4, 4), size=[6, 3], mode="bicubic", align_corners=False); pool("interpolate", (1, 1, 4, 4), size=[6, 3], mode="bicubic", align_corners=True); pool("interpolate", (1, 1, 5, 4), size=[2, 3], mode="area"); pool("interpolate", (1, 1, 5), scale_factor=1.5, mode="nearest-exact"); pool("interpolate", (1, 1, 2, 3, 2), scale_factor=2, mode="trilinear"); pool("interpolate", (1, 1, 7), scale_factor=0.6, recompute_scale_factor=True, mode="linear")

# softmax, norms
for axis in (0, 1, -1):
    case("softmax", lambda t: F.softmax(t, axis), N(2, 3, 2), axis=axis); case("log_softmax", lambda t: F.log_softmax(t, axis), N(2, 3, 2), axis=axis)
case("softmin", lambda t: F.softmin(t, 1), N(2, 3), axis=1); case("softmax", lambda t: F.softmax(t, 0), N(), axis=0)
case("layer_norm", lambda x, w, b: F.layer_norm(x, (3,), w, b), N(2, 3), N(3), N(3), normalized_shape=[3]); case("layer_norm", lambda x: F.layer_norm(x, (2, 3), eps=1e-3), N(2, 2, 3), normalized_shape=[2, 3], eps=1e-3)
case("rms_norm", lambda x, w: F.rms_norm(x, (3,), w), N(2, 3), N(3), normalized_shape=[3])
case("batch_norm", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), N(4, 2), N(2), N(2)); case("batch_norm", lambda x: F.batch_norm(x, None, None, training=True, eps=0.1), N(2, 3, 2, 2), eps=0.1)
mean, var = N(2), P(2); case("batch_norm_eval", lambda x, m, v, w, b: (x - m[:, None]) / torch.sqrt(v + 1e-5)[:, None] * w[:, None] + b[:, None], N(2, 2, 3), mean, var, N(2), N(2))
case("group_norm", lambda x, w, b: F.group_norm(x, 2, w, b), N(2, 4, 3), N(4), N(4), num_groups=2); case("group_norm", lambda x: F.group_norm(x, 2), N(2, 4), num_groups=2)
case("instance_norm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), N(2, 3, 4), N(3), N(3)); case("local_response_norm", lambda x: F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=1.5), N(1, 5, 3), size=3, alpha=0.5, beta=0.6, k=1.5); case("local_response_norm", lambda x: F.local_response_norm(x, 2, alpha=0.5), N(1, 5, 2, 2), size=2, alpha=0.5)

# the rest
case("embedding", lambda w, i: F.embedding(i, w), N(4, 2), torch.tensor([[0, 2], [2, 3]])); case("embedding", lambda w, i: F.embedding(i, w, padding_idx=1), N(4, 2), I(1, 2, 1, 2), padding_idx=1)
case("scaled_dot_product_attention", F.scaled_dot_product_attention, N(2, 3, 4), N(2, 5, 4), N(2, 5, 2)); case("scaled_dot_product_attention", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.3), N(1, 2, 3, 4), N(1, 2, 3, 4), N(1, 2, 3, 4), is_causal=True, scale=0.3)
case("scaled_dot_product_attention", F.scaled_dot_product_attention, N(2, 3), N(4, 3), N(4, 2), N(2, 4)); case("scaled_dot_product_attention", F.scaled_dot_product_attention, N(2, 3), N(2, 3), N(2, 2), torch.tensor([[True, False], [True, True]])); case("scaled_dot_product_attention", lambda q, k, v: F.scaled_dot_product_attention(q, k, v, enable_gqa=True), N(1, 4, 2, 3), N(1, 2, 2, 3), N(1, 2, 2, 3), enable_gqa=True)
case("glu", lambda x: F.glu(x, 1), N(2, 4, 2), axis=1); case("prelu", F.prelu, N(2, 3, 2), N(3)); case("prelu", F.prelu, N(4), N(1))
case("normalize", F.normalize, N(2, 3)); case("normalize", lambda x: F.normalize(x, p=3, dim=0), N(2, 3), p=3, axis=0); case("cosine_similarity", F.cosine_similarity, N(2, 3), N(2, 3)); case("cosine_similarity", lambda a, b: F.cosine_similarity(a, b, dim=0), N(3), N(3), axis=0); case("cosine_similarity", lambda a, b: F.cosine_similarity(a, b, dim=2), N(2, 1, 3), N(1, 4, 3), axis=2)
case("pairwise_distance", F.pairwise_distance, N(2, 3), N(2, 3)); case("pairwise_distance", lambda a, b: F.pairwise_distance(a, b, p=1.5, keepdim=True), N(2, 3), N(3), p=1.5, keepdim=True); case("cdist", torch.cdist, N(2, 3), N(4, 3)); case("cdist", lambda a, b: torch.cdist(a, b, p=1), N(2, 2, 3), N(2, 4, 3), p=1); case("pdist", F.pdist, N(4, 3)); case("pdist", lambda x: F.pdist(x, p=3), N(4, 3), p=3)
case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), N(2, 8, 2, 3)); case("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 2), N(2, 2, 4, 6)); case("channel_shuffle", lambda x: F.channel_shuffle(x, 2), N(1, 6, 2, 2), groups=2)
case("unfold_image", lambda x: F.unfold(x, 2, padding=1, stride=2), N(2, 2, 4, 3), kernel_size=2, padding=1, stride=2); case("unfold_image", lambda x: F.unfold(x, (2, 3), dilation=(2, 1)), N(2, 4, 5), kernel_size=[2, 3], dilation=[2, 1]); case("fold_image", lambda x: F.fold(x, (4, 5), 2, stride=(2, 1)), N(1, 8, 8), output_size=[4, 5], kernel_size=2, stride=[2, 1])

# losses
def loss(name, *inputs, fn=None, **attributes):
    for reduction in ("mean", "sum", "none"):
        case(name, lambda *t: (fn or (lambda *u, **k: getattr(F, name)(*u, **k)))(*t, **attributes, reduction=reduction), *inputs, **attributes, reduction=reduction)
signs = torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
loss("mse_loss", N(2, 3), N(2, 3)); loss("l1_loss", N(2, 3), N(2, 3)); loss("huber_loss", 2 * N(2, 3), N(2, 3), delta=0.7); loss("smooth_l1_loss", 2 * N(2, 3), N(2, 3), beta=0.7); loss("smooth_l1_loss", N(2, 3), N(2, 3), beta=0.0)
loss("binary_cross_entropy", P(2, 3), P(2, 3)); loss("binary_cross_entropy_with_logits", N(2, 3), P(2, 3))
case("binary_cross_entropy_with_logits", lambda x, t: F.binary_cross_entropy_with_logits(x, t, weight=torch.tensor([0.5, 1, 2], dtype=torch.float64), pos_weight=torch.tensor([2, 0.3, 1], dtype=torch.float64)), N(2, 3), P(2, 3)); cases[-1]["inputs"] += [{"dtype": "float64", "shape": [3], "values": [0.5, 1, 2]}, {"dtype": "float64", "shape": [3], "values": [2, 0.3, 1]}]
loss("cross_entropy", N(3, 4), I(1, 3, 0)); loss("cross_entropy", N(3, 4), I(1, -100, 0), label_smoothing=0.2); loss("cross_entropy", N(4), torch.tensor(2)); loss("cross_entropy", N(2, 3, 2), torch.tensor([[1, 2], [0, 0]])); loss("cross_entropy", N(2, 3), P(2, 3), label_smoothing=0.1); loss("cross_entropy", N(3, 4), I(1, 7, 0), ignore_index=7)
weights = torch.tensor([0.5, 1, 2, 0.7], dtype=torch.float64); record = {"dtype": "float64", "shape": [4], "values": weights.tolist()}
for reduction in ("mean", "sum", "none"):
    case("cross_entropy", lambda x, t: F.cross_entropy(x, t, weight=weights, reduction=reduction, label_smoothing=0.1), N(3, 4), I(1, -100, 0), reduction=reduction, label_smoothing=0.1); cases[-1]["inputs"].append(record)
    case("cross_entropy", lambda x, t: F.cross_entropy(x, t, weight=weights, reduction=reduction), N(3, 4), P(3, 4), reduction=reduction); cases[-1]["inputs"].append(record)
    case("nll_loss", lambda x, t: F.nll_loss(x, t, weight=weights, reduction=reduction), N(3, 4), I(1, -100, 0), reduction=reduction); cases[-1]["inputs"].append(record)
loss("nll_loss", N(3, 4), I(1, 3, 0)); loss("nll_loss", N(2, 3, 2), torch.tensor([[1, 2], [0, 0]]))
loss("kl_div", N(2, 3), P(2, 3)); loss("kl_div", N(2, 3), N(2, 3), log_target=True); case("kl_div", lambda x, t: F.kl_div(x, t, reduction="batchmean"), N(2, 3), P(2, 3), reduction="batchmean")
loss("poisson_nll_loss", N(2, 3), 3 * P(2, 3), full=True); loss("poisson_nll_loss", P(2, 3), P(2, 3), log_input=False); loss("gaussian_nll_loss", N(2, 3), N(2, 3), P(2, 3), fn=lambda x, t, v, **k: F.gaussian_nll_loss(x, t, v, **k)); loss("gaussian_nll_loss", N(2, 3), N(2, 3), P(2, 1), full=True)
for reduction in ("mean", "none"):
    k = {"reduction": reduction}
    case("hinge_embedding_loss", lambda x: F.hinge_embedding_loss(x, signs, margin=0.4, **k), N(2, 3), margin=0.4, **k); cases[-1]["inputs"].append({"dtype": "float64", "shape": [3], "values": signs.tolist()})
    case("margin_ranking_loss", lambda a, b: F.margin_ranking_loss(a, b, signs, margin=0.4, **k), N(3), N(3), margin=0.4, **k); cases[-1]["inputs"].append({"dtype": "float64", "shape": [3], "values": signs.tolist()})
    case("cosine_embedding_loss", lambda a, b: F.cosine_embedding_loss(a, b, signs, margin=-0.9, **k), N(3, 2), N(3, 2), margin=-0.9, **k); cases[-1]["inputs"].append({"dtype": "float64", "shape": [3], "values": signs.tolist()})
    case("soft_margin_loss", lambda x: F.soft_margin_loss(x, signs.expand(2, 3), **k), N(2, 3), **k); cases[-1]["inputs"].append({"dtype": "float64", "shape": [2, 3], "values": signs.tolist() * 2})
    case("triplet_margin_loss", lambda a, p, n: F.triplet_margin_loss(a, p, n, **k), N(3, 2), N(3, 2), N(3, 2), **k); case("triplet_margin_loss", lambda a, p, n: F.triplet_margin_loss(a, p, n, swap=True, p=1.5, margin=2.0, **k), N(3, 2), N(3, 2), N(3, 2), swap=True, p=1.5, margin=2.0, **k)
    case("multi_margin_loss", lambda x, t: F.multi_margin_loss(x, t, **k), N(2, 4), I(1, 3), **k); case("multi_margin_loss", lambda x, t: F.multi_margin_loss(x, t, p=2, margin=0.5, weight=weights, **k), N(2, 4), I(1, 3), p=2, margin=0.5, **k); cases[-1]["inputs"].append(record)
    case("multilabel_margin_loss", lambda x, t: F.multilabel_margin_loss(x, t, **k), N(2, 4), torch.tensor([[1, 3, -1, 0], [2, -1, 1, 1]]), **k); case("multilabel_margin_loss", lambda x, t: F.multilabel_margin_loss(x, t, **k), N(4), torch.tensor([1, 3, -1, 0]), **k)
    case("multilabel_soft_margin_loss", lambda x, t: F.multilabel_soft_margin_loss(x, t, **k), N(2, 3), P(2, 3), **k)

# square matrices
R = lambda *shape: N(*shape) + 3 * torch.eye(shape[-1], dtype=torch.float64)
def definite(x): return x @ x.mT + torch.eye(x.shape[-1], dtype=torch.float64)
case("inv", torch.linalg.inv, R(3, 3)); case("inv", torch.linalg.inv, R(2, 2, 2)); case("det", torch.linalg.det, R(3, 3)); case("det", torch.linalg.det, N(2, 2, 2)); case("logdet", torch.logdet, R(3, 3))
case("logabsdet", lambda a: torch.linalg.slogdet(a)[1], N(2, 3, 3)); case("det_sign", lambda a: torch.linalg.slogdet(a)[0] + 0 * a.sum((-1, -2)), N(3, 3))
for shape in ((3, 2), (3, 3), (2, 4), (2, 3, 2)):
    case("qr_q", lambda a: torch.linalg.qr(a)[0], N(*shape)); case("qr_r", lambda a: torch.linalg.qr(a)[1], N(*shape))
case("solve", torch.linalg.solve, R(3, 3), N(3, 2)); case("solve", torch.linalg.solve, R(3, 3), N(3)); case("solve", torch.linalg.solve, R(2, 3, 3), N(2, 3)); case("solve", torch.linalg.solve, R(2, 3, 3), N(3, 2))
case("cholesky", torch.linalg.cholesky, definite(N(3, 3))); case("cholesky", lambda a: torch.linalg.cholesky(a, upper=True), definite(N(2, 3, 3)), upper=True)
for upper in (True, False):
    for left in (True, False):
        case("solve_triangular", lambda a, b: torch.linalg.solve_triangular(a, b, upper=upper, left=left), R(3, 3), N(3, 2) if left else N(2, 3), upper=upper, left=left)
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
