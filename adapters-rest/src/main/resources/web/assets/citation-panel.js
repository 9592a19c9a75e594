import { byId, el, icon } from './dom.js';

/** The source behind a marker: a panel beside the chat, a sheet from below on a phone. */
export function createCitationPanel() {
  const panel = byId('citation-panel');
  const backdrop = byId('sheet-backdrop');
  let opener = null;

  function close() {
    if (panel.hidden) return;
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    backdrop.hidden = true;
    byId('shell').classList.remove('with-panel');
    if (hadFocus && opener?.isConnected) opener.focus();
    opener = null;
  }

  function open(citation, from) {
    opener = from;
    const facts = [
      citation.page && `Page ${citation.page}`,
      Number.isInteger(citation.start) && `characters ${citation.start}–${citation.end}`,
    ];
    panel.replaceChildren(
      el(
        'header',
        { class: 'panel-head' },
        el('span', { class: 'marker' }, String(citation.index)),
        el('h2', { id: 'citation-title', dir: 'auto' }, citation.title || 'Untitled document'),
        el(
          'button',
          {
            class: 'icon-button',
            type: 'button',
            'aria-label': 'Close the source',
            'data-testid': 'citation-close',
            onclick: close,
          },
          icon('close'),
        ),
      ),
      el('p', { class: 'small muted', 'data-testid': 'citation-place' }, facts.filter(Boolean).join(' · ')),
      el(
        'div',
        { class: 'passage', tabindex: '0', role: 'group', 'aria-label': 'Passage', dir: 'auto' },
        ...passage(citation),
      ),
    );
    panel.hidden = false;
    backdrop.hidden = false;
    byId('shell').classList.add('with-panel');
    const quote = panel.querySelector('mark');
    const scroller = panel.querySelector('.passage');
    // Only the passage scrolls: scrollIntoView would move the sheet and the page under it as well.
    scroller.scrollTop = quote.offsetTop - Math.max(16, (scroller.clientHeight - quote.offsetHeight) / 3);
    panel.focus({ preventScroll: true });
  }

  backdrop.addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) close();
  });

  return { open, close };
}

/** The passage with the quote marked in it, or the quote alone when the passage was not sent. */
function passage({ quote = '', text, text_start: textStart, start }) {
  const mark = el('mark', { 'data-testid': 'citation-quote' }, quote);
  if (!text) return [mark];
  const at = quoteStart(text, quote, start - textStart);
  return at < 0 ? [mark, '\n\n', text] : [text.slice(0, at), mark, text.slice(at + quote.length)];
}

/** Offsets are believed only where the quote really stands; otherwise the words themselves decide. */
function quoteStart(text, quote, offset) {
  return Number.isInteger(offset) && offset >= 0 && text.startsWith(quote, offset) ? offset : text.indexOf(quote);
}
