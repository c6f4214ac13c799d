text = """The quick brown fox
jumps over the lazy dog. The dog sleeps;
the fox runs!"""
words = [w.strip(".,;!").lower() for w in text.split()]
freq = {}
for w in words: freq[w] = freq.get(w, 0) + 1
for w, n in sorted(freq.items(), key=lambda p: (-p[1], p[0]))[:4]: print(f"{w:<8}{n:>3}{'*' * n:>6}")
vocab = sorted(set(words)); stoi = {s: i for i, s in enumerate(vocab)}; itos = {i: s for s, i in stoi.items()}
enc = [stoi[w] for w in words]; print(enc, " ".join(itos[i] for i in enc[:4]), len(vocab))
chars = sorted(list(set("hello world"))); print("".join(chars), len(chars))
bigrams = {}
for w in ["emma", "ava"]:
    cs = ["<S>"] + list(w) + ["<E>"]
    for c1, c2 in zip(cs, cs[1:]): bigrams[(c1, c2)] = bigrams.get((c1, c2), 0) + 1
print(sorted(bigrams.items(), key=lambda kv: -kv[1])[:3])
def caesar(s, k): return "".join(chr((ord(c) - 97 + k) % 26 + 97) if c.islower() else c for c in s)
print(caesar("hello, xyz", 3), caesar(caesar("abc", 5), -5))
print("\n".join(f"{i:02d}: {line!r}" for i, line in enumerate(text.splitlines(), 1)))
def is_pal(s): s = [c for c in s.lower() if c.isalnum()]; return s == s[::-1]
print(is_pal("A man, a plan, a canal: Panama"), is_pal("no"))
table = [("name", "score"), ("ann", 9.5), ("bob", 10)]
for a, b in table: print(f"|{a:^10}|{b:>8}|")
print("-" * 21, "=" * 3 + ">" + "." * 3, sep="\n")
def rle(s):
    out, i = [], 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]: j += 1
        out.append(f"{s[i]}{j - i}"); i = j
    return "".join(out)
print(rle("aaabbc"))
tokens = []
num = ""
for ch in "12+3*(45-6)":
    if ch.isdigit(): num += ch
    else:
        if num: tokens.append(int(num)); num = ""
        tokens.append(ch)
if num: tokens.append(int(num))
print(tokens)
def parse(ts):
    def expr():
        v = term()
        while ts and ts[0] in "+-" if ts and isinstance(ts[0], str) else False:
            op = ts.pop(0); r = term(); v = v + r if op == "+" else v - r
        return v
    def term():
        v = atom()
        while ts and ts[0] == "*": ts.pop(0); v *= atom()
        return v
    def atom():
        t = ts.pop(0)
        if t == "(": v = expr(); ts.pop(0); return v
        return t
    return expr()
print(parse(list(tokens)))
print(*("Fizz" * (i % 3 == 0) + "Buzz" * (i % 5 == 0) or i for i in range(1, 16)))
s = "abc"; print(s.join("123"), s[::-1].upper(), s.replace("", "-"), f"{s!r:>7}", s * 0 == "")
print("%s %s" % ("a", "b"), "%(x)03d" % {"x": 7}, "100%", "{:{}}|".format("x", 4), "{:>{w}.{p}f}".format(3.14159, w=8, p=2))
print("tab\tsep".split("\t"), "a\\b", 'q"q', "q'q", "\x41", "\u00e9", "é".encode(), "naïve".upper(), "Straße".lower())
