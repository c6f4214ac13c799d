import { casesOf } from "./recorded.js";

describe("torch.distributions gives what PyTorch gives", () => casesOf("distributions"));
