# The same place of the text meets other classes, other types and changed classes: what it remembered must not be used.
class Plain:
    kind = "class"

    def name(self):
        return "plain"


class Slotted:
    __slots__ = ("value",)


class Guarded:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, ("guarded", value))


class Measured:
    @property
    def value(self):
        return "measured"


def read(thing):
    return thing.value


def write(thing, value):
    thing.value = value


def call(thing):
    return thing.name()


def grow(thing):
    thing.value += 1


def attempt(what, *args):
    try:
        return what(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for thing in (Plain(), Slotted(), Guarded(), Measured(), Plain(), 3, None):
    print(attempt(write, thing, 1), attempt(read, thing), attempt(call, thing), attempt(grow, thing), attempt(read, thing))

p = Plain()
write(p, 1)
print(read(p), call(p))
Plain.name = lambda self: "written later"
print(call(p))
p.name = lambda: "own"
print(call(p))
del p.name
print(call(p))
Plain.value = property(lambda self: "property", lambda self, v: print("set", v))
print(read(p))
write(p, 2)
grow_error = attempt(grow, p)
print(grow_error)
del Plain.value
print(read(p))
Plain.__setattr__ = lambda self, name, value: print("asked", name, value)
write(p, 3)
print(read(p))
del Plain.__setattr__
write(p, 4)
print(read(p))
p.__class__ = Measured
print(read(p), attempt(write, p, 5))


class Other(Plain):
    pass


o = Other()
print(call(o))
Plain.name = lambda self: "of the base"
print(call(o))
Other.name = lambda self: "of the class"
print(call(o))


def operate(a, b):
    return [attempt(f, a, b) for f in (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b)]


inf = float("inf")
for a in (2, -0.0, 1e308, inf, True, 2**60, 0):
    for b in (0.0, -3, 1e308, inf, False, 0):
        print(a, b, operate(a, b))


class Loud(list):
    def __getitem__(self, i):
        return ("got", super().__getitem__(i))

    def __setitem__(self, i, value):
        super().__setitem__(i, ("set", value))


def item(box, i):
    return box[i]


def put(box, i, value):
    box[i] = value


def add(box, i):
    box[i] += 0.5


for box in ([1, 2.5, None], Loud([1, 2, 3]), {0: 1, 1: 2}, (1, 2)):
    for i in (0, -1, 1, 7, 0.0, True):
        print(attempt(item, box, i), attempt(put, box, i, 4), attempt(add, box, i), attempt(item, box, i))
