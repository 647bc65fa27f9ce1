// Numbers as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const clockShort = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

// Between a number and its unit.
const GAP = "\u202f";

/** Three digits that matter. */
function digits(value) {
  if (value === 0) {
    return "0";
  }
  if (value >= 100) {
    return whole.format(value);
  }
  return value >= 10 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(2).replace(/\.?0+$/, "");
}

/** Seconds. */
export function duration(seconds) {
  if (seconds >= 86400) {
    return `${Math.floor(seconds / 86400)}${GAP}d ${Math.floor((seconds % 86400) / 3600)}${GAP}h`;
  }
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)}${GAP}h ${Math.floor((seconds % 3600) / 60)}${GAP}min`;
  }
  if (seconds >= 100) {
    return `${Math.floor(seconds / 60)}${GAP}min ${Math.floor(seconds % 60)}${GAP}s`;
  }
  if (seconds >= 1) {
    return `${digits(seconds)}${GAP}s`;
  }
  if (seconds >= 0.01 || seconds === 0) {
    return `${whole.format(seconds * 1000)}${GAP}ms`;
  }
  return seconds < 0.00005 ? `0${GAP}ms` : `${digits(seconds * 1000)}${GAP}ms`;
}

/** Seconds of an age that changes before one's eyes: no digits that only flicker. */
export function age(seconds) {
  return seconds >= 1 && seconds < 100 ? `${seconds.toFixed(1)}${GAP}s` : duration(seconds);
}

export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${digits(value)}${GAP}${units[unit]}`;
}

export const number = (value) => digits(value);
export const perSecond = (value) => `${digits(value)}/s`;
export const share = (value) => `${whole.format(value * 100)}${GAP}%`;
export const timeOf = (millis) => clock.format(new Date(millis));
export const minuteOf = (millis) => clockShort.format(new Date(millis));

/** "1 request", "7 requests". */
export const counted = (count, noun) => `${whole.format(count)} ${noun}${count === 1 ? "" : "s"}`;
