import torch
n=3
i=torch.arange(4)
print(i+n, (i+n).dtype, i[1]+n, i*n, n+i, n*i[0], i//n, i%n, i/n, i**n, n-i, i[0]-n)
b = torch.tensor(5)
print(b+n, b.item()+n)
for k in i: print(k+n)
i += n
print(i, torch.add(i,n), torch.full((2,),n), torch.tensor([n,2]), torch.clamp(i, n), i.float()*n, i==n, i<n, i.pow(n), i.eq(n), torch.where(i>n,i,n), torch.maximum(i, torch.tensor(n)))
print(i & n, i | n, i << n, n & i)
m = 4
f = float(m)
print(i*f, f*i, i*m)
w = torch.tensor([1.,2.], requires_grad=True)
L=(w*m+n).sum()
L.backward()
print(w.grad)
m = m + 1
print(i*m, i.clamp(m), i.masked_fill(i>4, m), i.add(m, alpha=n), torch.arange(n)*m, -m*i, i.float()/m)
import numpy as np
a=np.arange(3)
print(a*m, a+n, (a*m).dtype, np.float32(2)*m, a/m)
