/** Words for times, sizes and numbers. */
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const STEPS = [
  [60, 'second', 1],
  [3_600, 'minute', 60],
  [86_400, 'hour', 3_600],
  [604_800, 'day', 86_400],
];

export function relativeTime(instant, now = Date.now()) {
  const then = Date.parse(instant);
  if (Number.isNaN(then)) return '';
  const seconds = Math.round((now - then) / 1_000);
  if (seconds < 45) return 'just now';
  const step = STEPS.find(([limit]) => seconds < limit);
  return step ? RELATIVE.format(-Math.round(seconds / step[2]), step[1]) : DAY.format(then);
}

export function fileSize(bytes) {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A stable code such as `out_of_scope` as words; a sentence stays what it is. */
export const asWords = (reason) => (/^[a-z0-9_.-]+$/.test(reason) ? reason.replace(/[_.-]+/g, ' ') : reason);
