import { casesOf } from "./recorded.js";

describe("linear algebra and sampled fields give what PyTorch gives", () => casesOf("linear-algebra"));
