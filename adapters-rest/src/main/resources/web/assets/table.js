import { el } from './dom.js';
import { inline } from './inline.js';

const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** A header row is known as one by the row of dashes below it. */
export function isTableStart(lines, at) {
  return (
    lines[at].includes('|') && at + 1 < lines.length && lines[at + 1].includes('|') && DELIMITERS.test(lines[at + 1])
  );
}

export function takeTable(lines, at, context) {
  const head = el(
    'tr',
    {},
    cells(lines[at]).map((cell) => el('th', { scope: 'col', dir: 'auto' }, inline(cell, context))),
  );
  const rows = [];
  let next = at + 2;
  for (; next < lines.length && lines[next].includes('|'); next += 1) {
    rows.push(
      el(
        'tr',
        {},
        cells(lines[next]).map((cell) => el('td', { dir: 'auto' }, inline(cell, context))),
      ),
    );
  }
  const table = el('table', {}, el('thead', {}, head), el('tbody', {}, rows));
  return { node: el('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': 'Table' }, table), next };
}

function cells(line) {
  const parts = [''];
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\' && line[at + 1] === '|') parts[parts.length - 1] += line[(at += 1)];
    else if (line[at] === '|') parts.push('');
    else parts[parts.length - 1] += line[at];
  }
  if (parts[0].trim() === '') parts.shift();
  if (parts.length > 0 && parts.at(-1).trim() === '') parts.pop();
  return parts.map((part) => part.trim());
}
