import { casesOf } from "./recorded.js";

describe("complex numbers and Fourier transforms give what PyTorch gives", () => casesOf("complex"));
