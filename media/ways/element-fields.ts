/** A number for each axis of a tensor: which element is meant. */
import { h } from "../elements.js";

export class ElementFields {
  readonly element = h("span", { class: "element-fields" });
  private shape: readonly number[] = [];
  private fields: readonly HTMLInputElement[] = [];

  constructor(
    private readonly label: string,
    private readonly chosen: (element: number) => void,
  ) {}

  /** `element`: row-major. */
  show(shape: readonly number[], element: number): void {
    if (shape.join() !== this.shape.join()) {
      this.shape = shape;
      this.fields = shape.map((size, axis) => this.field(size, axis));
      this.element.replaceChildren(...this.fields);
    }
    let rest = element;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] ?? 1;
      const field = this.fields[axis];
      if (field !== undefined) field.value = String(rest % size);
      rest = Math.floor(rest / size);
    }
  }

  private field(size: number, axis: number): HTMLInputElement {
    const field = h("input", { attributes: { type: "number", min: "0", max: String(size - 1), step: "1", "aria-label": `${this.label} ${axis}` } });
    field.addEventListener("change", () => {
      const index = this.fields.map(({ value, max }) => Math.max(0, Math.min(Number(max), Math.trunc(Number(value)) || 0)));
      this.chosen(index.reduce((offset, at, i) => offset * (this.shape[i] ?? 1) + at, 0));
    });
    return field;
  }
}
