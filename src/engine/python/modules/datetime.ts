/** `datetime` without time zones. The clock stands still at 1970-01-01: same text, same report. */
import { method, own, raw } from "../builtins/own.js";
import { NotImplemented, objectType, PyFloat, PyGetter, PyModule, PyObject, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { numberOf } from "../values/types.js";
import { daysOf, type Moment, momentOf, strftime } from "./calendar-text.js";

const DAY = 86_400_000_000;
const dateType = new PyType("date", [objectType], "datetime");
const datetimeType = new PyType("datetime", [dateType], "datetime");
const deltaType = new PyType("timedelta", [objectType], "datetime");

/** Microseconds since 1970; whole numbers below 2^53 reach beyond the year 2200. */
class PyMoment extends PyObject {
  constructor(readonly microseconds: number, readonly dated: boolean) { super(); }
  get type(): PyType { return this.dated ? dateType : datetimeType; }
  get parts(): Moment { return momentOf(this.microseconds); }
}
class PyDelta extends PyObject {
  constructor(readonly microseconds: number) { super(); }
  get type(): PyType { return deltaType; }
}

const moment = (self: Value): PyMoment => self as PyMoment; // methods of date and datetime only
const delta = (self: Value): PyDelta => self as PyDelta; // methods of timedelta only
const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

const written = (one: PyMoment, format: string): string => strftime(format, one.parts);
const isoText = (one: PyMoment, between: string): string => written(one, one.dated ? "%Y-%m-%d" : `%Y-%m-%d${between}%H:%M:%S${one.parts.microsecond ? ".%f" : ""}`);

function made(rt: Runtime, a: Readonly<Record<string, Value>>, dated: boolean): PyMoment {
  const field = (name: string): number => rt.int(a[name] ?? 0);
  const [year, month, day] = [field("year"), field("month"), field("day")];
  if (month < 1 || month > 12) throw rt.raise("ValueError", "month must be in 1..12");
  if (day < 1 || day > (month === 12 ? 31 : daysOf(year, month + 1, 1) - daysOf(year, month, 1))) throw rt.raise("ValueError", "day is out of range for month");
  return new PyMoment((daysOf(year, month, day) * 86_400 + field("hour") * 3600 + field("minute") * 60 + field("second")) * 1e6 + field("microsecond"), dated);
}

function deltaText({ microseconds }: PyDelta): string {
  const days = Math.floor(microseconds / DAY);
  const rest = microseconds - days * DAY;
  const seconds = Math.floor(rest / 1e6);
  const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${rest % 1e6 ? `.${pad(rest % 1e6, 6)}` : ""}`;
  return days ? `${days} day${Math.abs(days) === 1 ? "" : "s"}, ${clock}` : clock;
}

function deltaRepr({ microseconds }: PyDelta): string {
  const days = Math.floor(microseconds / DAY);
  const seconds = Math.floor((microseconds - days * DAY) / 1e6);
  const micros = microseconds - days * DAY - seconds * 1e6;
  const parts = [days && `days=${days}`, seconds && `seconds=${seconds}`, micros && `microseconds=${micros}`].filter(Boolean);
  return `datetime.timedelta(${parts.join(", ") || "0"})`;
}

const comparisons = (name: string, by: (a: number, b: number) => boolean) =>
  raw(name, (_, [a, b]) => ((a instanceof PyMoment && b instanceof PyMoment) || (a instanceof PyDelta && b instanceof PyDelta) ? by(a.microseconds, b.microseconds) : NotImplemented));
const ordered = [comparisons("__lt__", (a, b) => a < b), comparisons("__le__", (a, b) => a <= b), comparisons("__gt__", (a, b) => a > b), comparisons("__ge__", (a, b) => a >= b), comparisons("__eq__", (a, b) => a === b), raw("__hash__", (_, [self]) => (self as PyDelta | PyMoment).microseconds)]; // methods of this module's types only

const getter = (name: string, read: (parts: Moment) => number): PyGetter => new PyGetter(name, (_, self) => read(moment(self).parts));
const still = (dated: boolean) => raw("now", () => new PyMoment(0, dated), { binding: "static" });
const named = (name: string, dated: boolean) => { const { call, binding } = still(dated); return raw(name, (rt, args, keywords) => call(rt, args, keywords), { binding }); };

own(dateType, [
  method("__new__(cls, year, month, day)", (rt, a) => made(rt, a, true), { binding: "static" }), named("today", true),
  getter("year", ({ year }) => year), getter("month", ({ month }) => month), getter("day", ({ day }) => day),
  raw("weekday", (_, [self]) => moment(self).parts.weekday), raw("isoweekday", (_, [self]) => moment(self).parts.weekday + 1),
  raw("strftime", (rt, [self, format]) => written(moment(self), rt.str(format))),
  raw("__format__", (rt, [self, format]) => (format === "" ? isoText(moment(self), " ") : written(moment(self), rt.str(format)))),
  raw("isoformat", (rt, [self, between = "T"]) => isoText(moment(self), rt.str(between))),
  raw("__str__", (_, [self]) => isoText(moment(self), " ")),
  raw("__repr__", (_, [self]) => {
    const one = moment(self);
    const { year, month, day, hour, minute, second, microsecond } = one.parts;
    const clock = one.dated ? [] : [hour, minute, ...(second || microsecond ? [second] : []), ...(microsecond ? [microsecond] : [])];
    return `datetime.${one.dated ? "date" : "datetime"}(${[year, month, day, ...clock].join(", ")})`;
  }),
  raw("__add__", (_, [self, by]) => (by instanceof PyDelta ? new PyMoment(moment(self).microseconds + (moment(self).dated ? Math.floor(by.microseconds / DAY) * DAY : by.microseconds), moment(self).dated) : NotImplemented)),
  raw("__sub__", (_, [self, by]) => (by instanceof PyMoment ? new PyDelta(moment(self).microseconds - by.microseconds) : by instanceof PyDelta ? new PyMoment(moment(self).microseconds - by.microseconds, moment(self).dated) : NotImplemented)),
  ...ordered,
]);
own(datetimeType, [
  method("__new__(cls, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)", (rt, a) => made(rt, a, false), { binding: "static" }),
  named("now", false), named("utcnow", false), named("today", false),
  raw("fromtimestamp", (rt, [seconds]) => new PyMoment(Math.round(rt.toFloat(seconds) * 1e6), false), { binding: "static" }),
  raw("timestamp", (_, [self]) => new PyFloat(moment(self).microseconds / 1e6)),
  raw("date", (_, [self]) => new PyMoment(Math.floor(moment(self).microseconds / DAY) * DAY, true)),
  getter("hour", ({ hour }) => hour), getter("minute", ({ minute }) => minute), getter("second", ({ second }) => second), getter("microsecond", ({ microsecond }) => microsecond),
]);

const UNITS: Readonly<Record<string, number>> = { weeks: 7 * DAY, days: DAY, hours: 3.6e9, minutes: 6e7, seconds: 1e6, milliseconds: 1e3, microseconds: 1 };
own(deltaType, [
  method("__new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)", (rt, a) => new PyDelta(Math.round(Object.entries(UNITS).reduce((sum, [name, size]) => sum + rt.toFloat(a[name]!) * size, 0))), { binding: "static" }), // all have defaults
  new PyGetter("days", (_, self) => Math.floor(delta(self).microseconds / DAY)),
  new PyGetter("seconds", (_, self) => Math.floor((delta(self).microseconds - Math.floor(delta(self).microseconds / DAY) * DAY) / 1e6)),
  new PyGetter("microseconds", (_, self) => delta(self).microseconds - Math.floor(delta(self).microseconds / 1e6) * 1e6),
  raw("total_seconds", (_, [self]) => new PyFloat(delta(self).microseconds / 1e6)),
  raw("__str__", (_, [self]) => deltaText(delta(self))), raw("__repr__", (_, [self]) => deltaRepr(delta(self))),
  raw("__add__", (_, [self, by]) => (by instanceof PyDelta ? new PyDelta(delta(self).microseconds + by.microseconds) : NotImplemented)),
  raw("__sub__", (_, [self, by]) => (by instanceof PyDelta ? new PyDelta(delta(self).microseconds - by.microseconds) : NotImplemented)),
  raw("__mul__", (_, [self, by]) => { const n = numberOf(by); return n === undefined ? NotImplemented : new PyDelta(Math.round(delta(self).microseconds * n)); }),
  raw("__truediv__", (_, [self, by]) => { if (by instanceof PyDelta) return new PyFloat(delta(self).microseconds / by.microseconds); const n = numberOf(by); return n === undefined ? NotImplemented : new PyDelta(Math.round(delta(self).microseconds / n)); }),
  raw("__neg__", (_, [self]) => new PyDelta(-delta(self).microseconds)),
  ...ordered,
]);

export const datetimeModule = (): PyModule => new PyModule("datetime", new Map<string, Value>([dateType, datetimeType, deltaType].map((type) => [type.name, type])));
