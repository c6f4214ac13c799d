a = 2 ** 100; b = 3 ** 70
print(a, b, a + b, a - b, a * b, a // b, b // a, a % b, b % a, -a // b, -b % a, a ** 2, divmod(b, a))
print(a == 2 ** 100, a > b, a < 10 ** 40, a != b, max(a, b), hash(a) == hash(2 ** 100), {a: 1}[2 ** 100])
print(a & b, a | b, a ^ b, ~a, a >> 90, a << 3, 1 << 200 >> 195, -a >> 98)
print(a / b, a / 3, 5 / a, float(a), int(1e30), a * 1.0, a + 0.5, a - 1.5e30, 2 ** 1000 / 2 ** 998)
print(str(a), repr(-a), len(str(a)), f"{a:,}", f"{a:e}", f"{a:x}", "%d" % a, format(a, "_d"), hex(a), bin(2 ** 60), int(str(a)) == a)
print(2 ** 53 + 1, (2 ** 53 + 1) - 2 ** 53, 9007199254740992 + 1, 9007199254740991 * 2, 94906267 * 94906267, -94906267 * 94906267, 3037000500 ** 2)
print(sum([2 ** 60, 2 ** 61]), sum(range(10 ** 6)), pow(7, 1000, 10 ** 9 + 7), pow(2, 10 ** 5, 97), pow(3, -1, 7) if False else 5)
print(10 ** 18 // 7, 10 ** 18 % 7, 10 ** 18 * 10, 10 ** 15 + 0.5, 123456789 * 987654321, 999999999999 * 999999999999, abs(-(10 ** 20)))
try: float(10 ** 400)
except OverflowError as e: print(e)
try: 10 ** 400 / 3
except OverflowError as e: print(e)
try: 2.0 ** 10000
except OverflowError as e: print(e)
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(25), fact(25) // fact(23), fact(30) % 1000007)
def egcd(a, b): return (a, 1, 0) if b == 0 else (lambda g, x, y: (g, y, x - a // b * y))(*egcd(b, a % b))
print(egcd(240, 46), egcd(10 ** 20 + 39, 10 ** 18 + 9)[0])
fib = [0, 1]
while len(fib) < 120: fib.append(fib[-1] + fib[-2])
print(fib[-1], fib[90])
print((2 ** 64 - 1) % 2 ** 32, (6364136223846793005 * 12345 + 1442695040888963407) % 2 ** 64, 0xffffffffffffffff ^ 0xabcdef, (1 << 64) - 1)
seed = 42
for _ in range(5): seed = (1103515245 * seed + 12345) & 0x7fffffff; print(seed, end=" ")
print(round(12345678901234567890, -5), int(2 ** 70 / 2 ** 10), 2 ** 62 - 1 + 2 ** 62, -2 ** 63, isinstance(a, int), type(a), a.bit_length(), bool(a))
