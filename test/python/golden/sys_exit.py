import sys
print("before")
if True:
    sys.exit(0)
print("never")
