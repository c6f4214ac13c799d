/** Days of the calendar and `strftime` with the C locale's names. */
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A moment: microseconds since 1970, without a time zone. */
export interface Moment {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Monday is 0. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

const DAY = 86_400_000_000;

/** Days since 1970 of a date of the Gregorian calendar; years are counted from March, so that the leap day is the last. */
export function daysOf(year: number, month: number, day: number): number {
  const from = month <= 2 ? year - 1 : year;
  const era = Math.floor(from / 400);
  const yearOfEra = from - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function momentOf(microseconds: number): Moment {
  const days = Math.floor(microseconds / DAY);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const rest = microseconds - days * DAY;
  const seconds = Math.floor(rest / 1e6);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1, weekday: (((days + 3) % 7) + 7) % 7,
    hour: Math.floor(seconds / 3600), minute: Math.floor(seconds / 60) % 60, second: seconds % 60, microsecond: rest - seconds * 1e6,
  };
}

const pad = (value: number, width: number, fill = "0"): string => String(value).padStart(width, fill);

export function strftime(format: string, moment: Moment): string {
  const { year, month, day, weekday, hour, minute, second, microsecond } = moment;
  const again = (part: string) => (): string => strftime(part, moment);
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => pad(year, 4), y: () => pad(year % 100, 2), m: () => pad(month, 2), d: () => pad(day, 2), e: () => pad(day, 2, " "), H: () => pad(hour, 2), I: () => pad(hour % 12 || 12, 2), M: () => pad(minute, 2), S: () => pad(second, 2), f: () => pad(microsecond, 6),
    p: () => (hour < 12 ? "AM" : "PM"), j: () => pad(daysOf(year, month, day) - daysOf(year, 1, 1) + 1, 3), a: () => DAYS[weekday]!.slice(0, 3), A: () => DAYS[weekday]!, b: () => MONTHS[month - 1]!.slice(0, 3), B: () => MONTHS[month - 1]!, w: () => String((weekday + 1) % 7), z: () => "", Z: () => "",
    F: again("%Y-%m-%d"), T: again("%H:%M:%S"), D: again("%m/%d/%y"), x: again("%m/%d/%y"), X: again("%H:%M:%S"), c: again("%a %b %e %H:%M:%S %Y"), "%": () => "%",
  };
  return format.replace(/%([a-zA-Z%])/g, (all, letter: string) => fields[letter]?.() ?? all);
}
