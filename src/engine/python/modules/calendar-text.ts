/** `strftime`: the C locale's names. */
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A moment as milliseconds since 1970 (UTC) and microseconds within the second. */
export interface Moment { readonly milliseconds: number; readonly microsecond: number }

const pad = (value: number, width: number, fill = "0"): string => String(value).padStart(width, fill);

export function strftime(format: string, { milliseconds, microsecond }: Moment): string {
  const date = new Date(milliseconds);
  const [year, month, day, weekday] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCDay()];
  const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const dayOfYear = Math.floor((milliseconds - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => pad(year, 4), y: () => pad(year % 100, 2), m: () => pad(month + 1, 2), d: () => pad(day, 2), e: () => pad(day, 2, " "), H: () => pad(hour, 2), I: () => pad(hour % 12 || 12, 2), M: () => pad(minute, 2), S: () => pad(second, 2), f: () => pad(microsecond, 6),
    p: () => (hour < 12 ? "AM" : "PM"), j: () => pad(dayOfYear, 3), a: () => DAYS[weekday]!.slice(0, 3), A: () => DAYS[weekday]!, b: () => MONTHS[month]!.slice(0, 3), B: () => MONTHS[month]!, w: () => String(weekday), s: () => String(Math.floor(milliseconds / 1000)), z: () => "", Z: () => "",
    F: () => strftime("%Y-%m-%d", { milliseconds, microsecond }), T: () => strftime("%H:%M:%S", { milliseconds, microsecond }), D: () => strftime("%m/%d/%y", { milliseconds, microsecond }), x: () => strftime("%m/%d/%y", { milliseconds, microsecond }), X: () => strftime("%H:%M:%S", { milliseconds, microsecond }), c: () => strftime("%a %b %e %H:%M:%S %Y", { milliseconds, microsecond }), "%": () => "%",
  };
  return format.replace(/%([a-zA-Z%])/g, (all, letter: string) => fields[letter]?.() ?? all);
}
