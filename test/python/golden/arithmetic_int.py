print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3)
print(2**10, 2**64, (-3)**3, 2**-1, 0**0, 10**20)
print(2**53 + 1, 2**53 * 3 - 1, 9007199254740993 - 2, 12345678901234567890 // 7, 12345678901234567890 % 7)
print(-12345678901234567890 // 7, -12345678901234567890 % 7, 10**30 // 10**15)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 40, (1 << 40) >> 38, -5 >> 1, -1 & 0xff, 2**70 & (2**65 - 1))
print(1 / 3, 10 / 5, 2**60 / 3, 10**25 / 10**24, 1 / 10**30)
print(divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), pow(3, 4), pow(3, 4, 5), pow(2, 100, 1000007))
print(0 * -5, -0, abs(-7), round(1234, -2), round(-1250, -2), round(1350, -2))
print(True + True, True * 3, False - 1, True / 2, -True, ~True)
print(int("42"), int("-0x1f", 16), int("0b101", 0), int("1_000"), int(3.99), int(-3.99), int(True), int("z", 36))
print(hex(255), oct(8), bin(10), bin(-5), hex(2**65))
print((123).bit_length(), (0).bit_length(), (255).bit_count() if hasattr(int, "bit_count") else 8)
print(3 == 3.0, 2**70 == float(2**70), 1 < 2 < 3, 1 < 3 < 2, 1 == True)
x = 5
x += 2; print(x)
x -= 1; x *= 3; x //= 4; x **= 2; x %= 7; print(x)
x <<= 3; x |= 1; x ^= 5; x >>= 1; x &= 14; print(x)
n = 1
for i in range(1, 30): n *= i
print(n)
a, b = 0, 1
for _ in range(100): a, b = b, a + b
print(a)
print(sum(range(101)), sum([1, 2, 3], 10), max(3, 1, 2), min([4, 2, 8]), max([], default=None))
print(int("9" * 25) + 1, len(str(2**200)))
print((-8) // 3 * 3 + (-8) % 3, 8 // -3 * -3 + 8 % -3)
print(float(2**53), float(10**22), 1e22 == 10**22, int(1e22), int(1e16))
print(1000000007 * 1000000009, -1000000007 * 1000000009 % 998244353)
