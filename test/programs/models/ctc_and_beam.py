import math
import torch
import torch.nn as nn
import torch.nn.functional as F


def ctc_loss_by_hand(log_probs, target, blank=0):
    ext = [blank]
    for t in target:
        ext += [t, blank]
    S, T = len(ext), log_probs.shape[0]
    ninf = torch.tensor(float("-inf"))
    alpha = [ninf] * S
    alpha[0], alpha[1] = log_probs[0, blank], log_probs[0, ext[1]]
    for t in range(1, T):
        new = []
        for s in range(S):
            terms = [alpha[s]]
            if s > 0:
                terms.append(alpha[s - 1])
            if s > 1 and ext[s] != blank and ext[s] != ext[s - 2]:
                terms.append(alpha[s - 2])
            finite = [x for x in terms if x.item() != float("-inf")]
            new.append(torch.logsumexp(torch.stack(finite), 0) + log_probs[t, ext[s]] if finite else ninf)
        alpha = new
    return -torch.logaddexp(alpha[-1], alpha[-2])


torch.manual_seed(0)
logits = torch.randn(6, 4, requires_grad=True)
target = [1, 2, 2]
mine = ctc_loss_by_hand(F.log_softmax(logits, -1), target)
mine.backward()
print(f"{mine.item():.5f}", logits.grad.sum(-1).abs().max().item() < 1e-5)


def greedy(lp):
    best, out, prev = lp.argmax(-1).tolist(), [], None
    for b in best:
        if b != prev and b != 0:
            out.append(b)
        prev = b
    return out


def beam_search(step, width, length, start=0):
    beams = [([start], 0.0)]
    for _ in range(length):
        cand = []
        for seq, score in beams:
            lp = step(seq)
            for k, v in enumerate(lp.tolist()):
                cand.append((seq + [k], score + v))
        beams = sorted(cand, key=lambda c: c[1], reverse=True)[:width]
    return beams


W = torch.randn(5, 5)
with torch.no_grad():
    print(greedy(logits))
    for seq, score in beam_search(lambda s: F.log_softmax(W[s[-1]], -1), 3, 4):
        print(seq, f"{score:.4f}")


def nucleus(logits, p=0.8):
    sorted_logits, idx = torch.sort(logits, descending=True)
    cum = torch.cumsum(F.softmax(sorted_logits, -1), -1)
    remove = cum > p
    remove[1:] = remove[:-1].clone()
    remove[0] = False
    logits = logits.clone()
    logits[idx[remove]] = float("-inf")
    return F.softmax(logits, -1)


print(nucleus(W[0]).round(decimals=4), nucleus(W[0], 0.3).count_nonzero().item())
refs, hyp = ["the tape is long".split()], "the tape was long".split()
match = sum(1 for a in zip(hyp, hyp[1:]) if a in list(zip(refs[0], refs[0][1:])))
print(f"bigram precision {match / (len(hyp) - 1):.3f} bp {math.exp(min(0, 1 - len(refs[0]) / len(hyp))):.3f}")
