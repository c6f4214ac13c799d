import { casesOf } from "./recorded.js";

describe("torch.func gives what PyTorch gives", () => casesOf("func"));
