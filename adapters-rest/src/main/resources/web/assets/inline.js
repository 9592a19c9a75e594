import { el } from './dom.js';

const MAX_DEPTH = 6;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}_]/u;
const MARKER = /\[(\d{1,3})\]/y;
const TARGET = /\(\s{0,3}<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s{1,3}(?:"[^"]*"|'[^']*'))?\s{0,3}\)/y;
const AUTOLINK = /<(https?:\/\/[^\s<>]*)>/iy;
const BARE_URL = /https?:\/\/[^\s<>"'`[\]]+/iy;

/**
 * Renders the inline part of Markdown: bold, italics, code, links and citation markers. Images are never loaded, only
 * their alternative text is shown, because a picture's address could carry words of the conversation to a stranger.
 *
 * `context.citation(index)` gives the node for a marker, or null to leave it as text; `context.open` says that the text
 * is still being written, so an unclosed bold or code runs to its end instead of showing its signs.
 */
export function inline(text, context, depth = 0) {
  return new Inline(text, context, depth).nodes();
}

class Inline {
  #text;
  #context;
  #depth;
  #at = 0;
  #plain = '';
  #nodes = [];
  #brackets = null;
  /** Delimiters known to have no closer in the rest of the text; keeps hostile input linear. */
  #unclosed = new Set();

  constructor(text, context, depth) {
    this.#text = text;
    this.#context = context;
    this.#depth = depth;
  }

  nodes() {
    const special = /[\\`*_![<hH\n]/g;
    const text = this.#text;
    while (this.#at < text.length) {
      special.lastIndex = this.#at;
      const next = special.exec(text)?.index ?? text.length;
      this.#plain += text.slice(this.#at, next);
      this.#at = next;
      if (next < text.length && !this.#construct(text[next])) {
        this.#plain += text[this.#at];
        this.#at += 1;
      }
    }
    this.#flush();
    return this.#nodes;
  }

  /** Tries the construct that `sign` may begin; true when it was one and `#at` stands behind it. */
  #construct(sign) {
    switch (sign) {
      case '\\':
        return this.#escape();
      case '`':
        return this.#code();
      case '*':
      case '_':
        return this.#emphasis(sign);
      case '!':
        return this.#image();
      case '[':
        return this.#marker() || this.#link();
      case '<':
        return this.#address(AUTOLINK);
      case '\n':
        return this.#lineBreak();
      default:
        return this.#address(BARE_URL);
    }
  }

  #escape() {
    const next = this.#text[this.#at + 1];
    if (next === undefined || !PUNCTUATION.test(next)) {
      if (next !== '\n') return false;
      this.#add(el('br'));
    } else {
      this.#plain += next;
    }
    this.#at += 2;
    return true;
  }

  #lineBreak() {
    if (!this.#plain.endsWith('  ')) return false;
    this.#plain = this.#plain.trimEnd();
    this.#add(el('br'));
    this.#at += 1;
    return true;
  }

  #code() {
    const run = /`+/y;
    run.lastIndex = this.#at;
    const fence = run.exec(this.#text)[0];
    const start = this.#at + fence.length;
    let end = this.#unclosed.has(fence) ? -1 : this.#closingBackticks(fence, start);
    if (end < 0 && this.#context.open && start < this.#text.length) end = this.#text.length;
    if (end < 0) {
      this.#unclosed.add(fence);
      this.#plain += fence;
      this.#at = start;
      return true;
    }
    let code = this.#text.slice(start, end).replaceAll('\n', ' ');
    if (code.length > 2 && code.startsWith(' ') && code.endsWith(' ') && code.trim()) code = code.slice(1, -1);
    this.#add(el('code', {}, code));
    this.#at = end + fence.length;
    return true;
  }

  #closingBackticks(fence, from) {
    const runs = /`+/g;
    runs.lastIndex = from;
    for (let match = runs.exec(this.#text); match; match = runs.exec(this.#text)) {
      if (match[0].length === fence.length) return match.index;
    }
    return -1;
  }

  #emphasis(sign) {
    const text = this.#text;
    const sized = text[this.#at + 1] === sign ? sign + sign : sign;
    const start = this.#at + sized.length;
    const before = text[this.#at - 1];
    const opens = start < text.length && !/\s/.test(text[start]) && !(sign === '_' && before && WORD.test(before));
    let end = opens && this.#depth < MAX_DEPTH ? this.#closer(sized, start) : -1;
    if (end < 0 && opens && this.#context.open && sized.length === 2 && this.#depth < MAX_DEPTH) end = text.length;
    if (end < 0) {
      this.#plain += sized;
      this.#at = start;
      return true;
    }
    this.#add(el(sized.length === 2 ? 'strong' : 'em', {}, this.#inner(text.slice(start, end), this.#context)));
    this.#at = end + sized.length;
    return true;
  }

  #closer(delimiter, start) {
    if (this.#unclosed.has(delimiter)) return -1;
    const text = this.#text;
    const sign = delimiter[0];
    for (let at = text.indexOf(delimiter, start + 1); at >= 0;) {
      let runEnd = at;
      while (text[runEnd] === sign) runEnd += 1;
      const after = text[runEnd];
      const fits = delimiter.length === 2 || (runEnd - at) % 2 === 1;
      if (fits && !/\s/.test(text[at - 1]) && !(sign === '_' && after && WORD.test(after)))
        return runEnd - delimiter.length;
      at = text.indexOf(delimiter, runEnd);
    }
    this.#unclosed.add(delimiter);
    return -1;
  }

  #marker() {
    // A label of digits only is never a link: a document must not be able to forge a citation that leads elsewhere.
    MARKER.lastIndex = this.#at;
    const match = MARKER.exec(this.#text);
    if (!match) return false;
    const node = this.#context.insideLink ? null : (this.#context.citation?.(Number(match[1])) ?? null);
    if (node) this.#add(node);
    else this.#plain += match[0];
    this.#at += match[0].length;
    return true;
  }

  #link() {
    const found = this.#labelAndTarget(this.#at);
    if (!found || this.#depth >= MAX_DEPTH) return false;
    const href = safeAddress(found.target);
    const label = this.#inner(found.label.trim() || found.target, { ...this.#context, insideLink: true });
    if (href && !this.#context.insideLink) this.#add(anchor(href, label));
    else for (const node of label) this.#add(node);
    this.#at = found.end;
    return true;
  }

  #image() {
    const found = this.#text[this.#at + 1] === '[' ? this.#labelAndTarget(this.#at + 1) : null;
    if (!found) return false;
    this.#add(el('span', { class: 'image-alt' }, found.label || 'image'));
    this.#at = found.end;
    return true;
  }

  #labelAndTarget(open) {
    this.#brackets ??= matchingBrackets(this.#text);
    const close = this.#brackets.get(open);
    if (close === undefined || this.#text[close + 1] !== '(') return null;
    TARGET.lastIndex = close + 1;
    const match = TARGET.exec(this.#text);
    return match && { label: this.#text.slice(open + 1, close), target: match[1], end: TARGET.lastIndex };
  }

  #address(pattern) {
    const before = this.#text[this.#at - 1];
    if (this.#context.insideLink || (pattern === BARE_URL && before && WORD.test(before))) return false;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return false;
    const address = pattern === BARE_URL ? withoutTrailingSigns(match[0]) : match[1];
    const href = safeAddress(address);
    if (!href) return false;
    this.#add(anchor(href, [document.createTextNode(address)]));
    this.#at += pattern === BARE_URL ? address.length : match[0].length;
    return true;
  }

  #inner(text, context) {
    return inline(text, context, this.#depth + 1);
  }

  #add(node) {
    this.#flush();
    this.#nodes.push(node);
  }

  #flush() {
    if (this.#plain) this.#nodes.push(document.createTextNode(this.#plain));
    this.#plain = '';
  }
}

function anchor(href, label) {
  return el('a', { href, title: href, target: '_blank', rel: 'noopener noreferrer nofollow' }, label);
}

/** The address when it is an absolute http or https one without a user name, else null. */
function safeAddress(target) {
  if (!/^https?:\/\//i.test(target)) return null;
  try {
    const url = new URL(target);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** A sentence's own signs after an address are not part of it; a closing bracket is when it was opened inside. */
function withoutTrailingSigns(address) {
  let end = address.length;
  let surplus = address.split(')').length - address.split('(').length;
  for (; end > 0; end -= 1) {
    const sign = address[end - 1];
    if (sign === ')' && surplus > 0) surplus -= 1;
    else if (!'.,;:!?*_~|}'.includes(sign)) break;
  }
  return address.slice(0, end);
}

function matchingBrackets(text) {
  const pairs = new Map();
  const open = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') open.push(at);
    else if (text[at] === ']' && open.length > 0) pairs.set(open.pop(), at);
  }
  return pairs;
}
