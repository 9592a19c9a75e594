import { el } from './dom.js';
import { inline } from './inline.js';
import { isTableStart, takeTable } from './table.js';

const MAX_DEPTH = 8;
const FENCE = /^ {0,3}(`{3,}|~{3,})(?!~)([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])( +|$)/;

/**
 * Renders a small, safe subset of Markdown to nodes: paragraphs, headings, lists, quotes, code, tables and the inline
 * forms. HTML in the source stays text.
 *
 * `citation(index)` gives the node of a citation marker; `streaming` says that the source is still growing.
 */
export function renderMarkdown(source, { citation, streaming = false } = {}) {
  const lines = source.replace(/\r\n?/g, '\n').split('\n').map(expandIndent);
  const fragment = document.createDocumentFragment();
  for (const node of blocks(lines, { citation, streaming }, 0)) fragment.append(node);
  return fragment;
}

const expandIndent = (line) => line.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '    '));

function blocks(lines, context, depth) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === '') {
      at += 1;
      continue;
    }
    const { node, next } = takerOf(lines, at, depth)(lines, at, context, depth);
    nodes.push(node);
    at = next;
  }
  return nodes;
}

function takerOf(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) return takeCode;
  if (HEADING.test(line)) return takeHeading;
  if (RULE.test(line)) return takeRule;
  if (QUOTE.test(line) && depth < MAX_DEPTH) return takeQuote;
  if (ITEM.test(line) && depth < MAX_DEPTH) return takeList;
  return isTableStart(lines, at) ? takeTable : takeParagraph;
}

function takeCode(lines, at) {
  const [, fence, information] = FENCE.exec(lines[at]);
  const language = information.trim().split(/\s/, 1)[0];
  const body = [];
  let next = at + 1;
  // A fence that is never closed runs to the end, as it does while the answer is being written.
  for (; next < lines.length; next += 1) {
    const end = lines[next].trim();
    if (end.length >= fence.length && end === fence[0].repeat(end.length)) break;
    body.push(lines[next]);
  }
  return {
    node: el('pre', { tabindex: '0', 'aria-label': `Code ${language}`.trim() }, el('code', {}, body.join('\n'))),
    next: next + 1,
  };
}

function takeHeading(lines, at, context) {
  const marks = HEADING.exec(lines[at])[1].length;
  const title = lines[at]
    .trim()
    .slice(marks)
    .trim()
    .replace(/(?:^|[ \t])#+$/, '');
  // The page's own headings are levels one and two.
  return { node: el(`h${Math.min(marks + 2, 6)}`, { dir: 'auto' }, inline(title, context)), next: at + 1 };
}

const takeRule = (lines, at) => ({ node: el('hr'), next: at + 1 });

function takeQuote(lines, at, context, depth) {
  let next = at;
  const body = [];
  for (; next < lines.length && QUOTE.test(lines[next]); next += 1) body.push(lines[next].replace(QUOTE, ''));
  return { node: el('blockquote', {}, blocks(body, growing(context, next, lines), depth + 1)), next };
}

function takeList(lines, at, context, depth) {
  const first = ITEM.exec(lines[at]);
  const ordered = /\d/.test(first[2]);
  const items = [];
  let loose = false;
  let next = at;
  while (next < lines.length) {
    const item = sibling(lines[next], first[1].length, ordered);
    if (!item) break;
    const taken = takeItem(lines, next, item);
    items.push(taken.body);
    loose ||= taken.body.includes('');
    next = taken.next;
    // A blank line makes a list loose only when an item follows it.
    const blank = next < lines.length && lines[next].trim() === '';
    let ahead = next;
    while (ahead < lines.length && lines[ahead].trim() === '') ahead += 1;
    if (!blank || ahead >= lines.length || !sibling(lines[ahead], first[1].length, ordered)) continue;
    loose = true;
    next = ahead;
  }
  const rows = items.map((body, index) => {
    const within = index === items.length - 1 ? growing(context, next, lines) : growing(context, 0, lines);
    const content = blocks(body, within, depth + 1);
    return el(
      'li',
      { dir: 'auto' },
      loose ? content : content.flatMap((node) => (node.nodeName === 'P' ? [...node.childNodes] : [node])),
    );
  });
  const number = ordered ? Number.parseInt(first[2], 10) : 1;
  return { node: el(ordered ? 'ol' : 'ul', { start: number !== 1 && number }, rows), next };
}

/** The parts of a line that begins a further item of the same list, else null. */
function sibling(line, indent, ordered) {
  const item = ITEM.exec(line);
  return item && /\d/.test(item[2]) === ordered && item[1].length <= indent + 3 && !RULE.test(line) ? item : null;
}

function takeItem(lines, at, [, indent, mark, gap]) {
  const width = indent.length + mark.length + (gap.length > 4 ? 1 : Math.max(gap.length, 1));
  const body = [lines[at].slice(width)];
  let next = at + 1;
  while (next < lines.length) {
    const line = lines[next];
    const depth = line.length - line.trimStart().length;
    if (line.trim() === '') {
      let ahead = next;
      while (ahead < lines.length && lines[ahead].trim() === '') ahead += 1;
      if (ahead >= lines.length || lines[ahead].length - lines[ahead].trimStart().length < width) break;
      body.push('');
      next = ahead;
      continue;
    } else if (depth >= width || (depth > indent.length + 1 && ITEM.test(line))) {
      body.push(line.slice(Math.min(depth, width)));
    } else if (startsBlock(lines, next) || lines[next - 1].trim() === '') {
      break;
    } else {
      body.push(line.trimStart());
    }
    next += 1;
  }
  return { body, next };
}

function takeParagraph(lines, at, context) {
  const body = [lines[at].trimStart()];
  let next = at + 1;
  while (next < lines.length && lines[next].trim() !== '' && !startsBlock(lines, next)) {
    body.push(lines[next].trimStart());
    next += 1;
  }
  const open = context.streaming && next >= lines.length;
  return { node: el('p', { dir: 'auto' }, inline(body.join('\n').trimEnd(), { ...context, open })), next };
}

function startsBlock(lines, at) {
  const line = lines[at];
  return (
    FENCE.test(line) ||
    HEADING.test(line) ||
    RULE.test(line) ||
    QUOTE.test(line) ||
    ITEM.test(line) ||
    isTableStart(lines, at)
  );
}

/** Only the last block of a growing text is itself still growing. */
const growing = (context, next, lines) => ({ ...context, streaming: context.streaming && next >= lines.length });
