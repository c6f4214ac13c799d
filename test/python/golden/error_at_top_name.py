def f():
    return undefined_variable + 1
try:
    f()
except NameError as e:
    print("caught", e)
f()
