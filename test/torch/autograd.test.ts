import { casesOf } from "./recorded.js";

describe("torch.autograd gives what PyTorch gives", () => casesOf("autograd"));
