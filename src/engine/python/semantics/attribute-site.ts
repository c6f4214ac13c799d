/** A place of the text where an attribute is read, written or called: what the class says of the name is looked up once. */
import { classWrites, PyBuiltin, PyGetter, PyInstance, type PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyFunction, PyProperty } from "../values/function.js";
import { getAttribute, isData, setAttribute } from "./attributes.js";

export class AttributeSite {
  private type: PyType | null = null;
  private asOf = -1;
  private onType: Value | undefined = undefined;
  /** Whether the instance's own value goes before the class's. */
  private ownFirst = false;
  /** Whether a write goes into the instance's dict and does nothing else. */
  private plain = false;
  constructor(private readonly rt: Runtime, private readonly name: string) {}

  read(object: Value): Value {
    if (object instanceof PyInstance) {
      this.see(object.type);
      const own = this.ownFirst ? object.dict.get(this.name) : undefined;
      if (own !== undefined) return own;
    }
    return getAttribute(this.rt, object, this.name);
  }

  write(object: Value, value: Value): void {
    if (object instanceof PyInstance) {
      this.see(object.type);
      if (this.plain) {
        object.dict.set(this.name, value);
        return;
      }
    }
    setAttribute(this.rt, object, this.name, value);
  }

  /** The function behind a method of the instance where nothing stands before it; undefined: look it up in full. */
  method(object: PyInstance): PyFunction | PyBuiltin | undefined {
    this.see(object.type);
    const { onType } = this;
    const callable = onType instanceof PyFunction || (onType instanceof PyBuiltin && onType.binding === "method");
    return callable && !object.dict.has(this.name) ? onType : undefined;
  }

  private see(type: PyType): void {
    if (type === this.type && classWrites === this.asOf) return;
    const { name } = this;
    this.type = type;
    this.asOf = classWrites;
    const onType = type.lookup(name);
    this.onType = onType;
    this.ownFirst = onType === undefined || !isData(onType);
    const descriptor = onType instanceof PyProperty || onType instanceof PyGetter || onType instanceof PyInstance;
    this.plain = !descriptor && name !== "__class__" && type.lookup("__setattr__") === undefined && !type.dict.has("__slots__");
  }
}
