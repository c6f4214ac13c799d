/** Data sets that are not there: their shapes run through a training loop, and nothing of it is shown as real. */
import { strict as assert } from "node:assert";
import { analyze } from "../samples/engine.js";

const run = async (text: string) => (await analyze("program.py", text)).report;
const HEAD = "import torch, torchvision\nfrom torchvision import datasets, transforms\nfrom torch.utils.data import DataLoader, random_split, Subset\ntorch.manual_seed(0)\n";

describe("torchvision", () => {
  it("a training loop on MNIST runs, its shapes are right and all its numbers are marked", async () => {
    const report = await run(`${HEAD}tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.13,), (0.31,))])
train = datasets.MNIST('data', train=True, download=True, transform=tf)
loader = DataLoader(train, batch_size=16, shuffle=True)
print(len(train), len(loader), train.classes[3], train.train)
net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 5), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(2 * 24 * 24, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(loader):
    loss = torch.nn.functional.cross_entropy(net(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    if i == 1: break
print(x.shape, y.dtype, bool((y >= 0).all() and (y < 10).all()))
`);
    assert.equal(report.error, null);
    assert.equal(report.stdout, "60000 3750 3 - three True\ntorch.Size([16, 1, 28, 28]) torch.int64 True\n");
    assert.equal(report.target?.madeUp, true);
    for (const name of ["x", "y", "loss", "net.0.weight", "net.3.bias"]) assert.equal(report.variables.find((variable) => variable.name === name)?.origin, "placeholder", name);
    assert.deepEqual(report.problems.map(({ code, message }) => [code, message]), [["placeholder", "'MNIST' is not available: made-up images and labels of its shape stand for it; values that come from them are unknown"]]);
  });

  const shapes: readonly (readonly [what: string, expression: string, prints: string])[] = [
    ["CIFAR images have three channels", "datasets.CIFAR10('d', transform=transforms.ToTensor())[7][0].shape", "torch.Size([3, 32, 32])"],
    ["images are resized", "datasets.CIFAR10('d', transform=transforms.Compose([transforms.Resize((64, 48)), transforms.RandomHorizontalFlip(), transforms.ToTensor()]))[0][0].shape", "torch.Size([3, 64, 48])"],
    ["cropped, padded and grey", "datasets.CIFAR10('d', transform=transforms.Compose([transforms.Pad(2), transforms.RandomCrop(30, padding=4), transforms.Grayscale(), transforms.ToTensor()]))[0][0].shape", "torch.Size([1, 30, 30])"],
    ["test sets have their own length", "len(datasets.FashionMNIST('d', train=False)), len(datasets.SVHN('d', split='test'))", "10000 26032"],
    ["sets are split", "[len(part) for part in random_split(datasets.MNIST('d'), [50000, 10000])], len(Subset(datasets.MNIST('d'), range(10)))", "[50000, 10000] 10"],
    ["targets are all there", "datasets.CIFAR100('d').targets.shape, int(datasets.CIFAR100('d').targets.max()) < 100", "torch.Size([50000]) True"],
    ["the same image is the same sample", "torch.equal(*[datasets.MNIST('d', transform=transforms.ToTensor())[5][0] for _ in range(2)])", "True"],
    ["Normalize is computed", "transforms.Normalize((0.5, 0.0), (0.5, 2.0))(torch.ones(2, 1, 1)).flatten()", "tensor([1.0000, 0.5000])"],
    ["Lambda and targets of one's own", "datasets.MNIST('d', transform=transforms.Lambda(lambda image: 1), target_transform=lambda label: 'x')[0]", "(1, 'x')"],
  ];
  for (const [what, expression, prints] of shapes) {
    it(what, async () => {
      const report = await run(`${HEAD}print(${expression})\n`);
      assert.equal(report.stdout + (report.error ?? ""), `${prints}\n`, JSON.stringify(report.problems));
    });
  }

  it("the program's own draws stay what they are beside a data set", async () => {
    const drawn = async (use: string) => (await run(`${HEAD}${use}print(torch.rand(2))\n`)).stdout;
    assert.equal(await drawn("datasets.MNIST('d', transform=transforms.ToTensor())[3]\n"), await drawn(""));
  });

  it("models and what else is not here give what is unknown", async () => {
    const report = await run(`${HEAD}model = torchvision.models.resnet18(weights=None)\nout = model(torch.ones(1, 3, 224, 224))\nmodel.eval()\nprint(1)\n`);
    assert.equal(report.stdout, "1\n");
    assert.deepEqual(report.problems.map(({ message }) => message), ["'torchvision.models.resnet18()' is not available: values that come from it are unknown"]);
  });
});
