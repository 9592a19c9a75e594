import { el, icon } from './dom.js';
import { asWords, count } from './format.js';
import { renderMarkdown } from './markdown.js';
import { morph } from './morph.js';

/** Milliseconds: when one rendering takes longer, the next ones come less often, so that typing and scrolling stay smooth. */
const SLOW_RENDER = 8;

/**
 * One answer: it takes the events of a run and shows what they say. `onCitation(citation, opener)` opens a source,
 * `onText(text)` follows the growing text.
 */
export class Answer {
  #text = '';
  #citations = new Map();
  /** Passages the model was given: a marker for one of these will get its citation event in a moment. */
  #expected = new Set();
  #state = 'streaming';
  #model = '';
  #tokens = 0;
  #frame = 0;
  #rendered = '';
  #onText;

  constructor({ onCitation, onText = () => {} }) {
    this.#onText = onText;
    this.body = el('div', { class: 'answer-text' });
    this.status = el(
      'p',
      { class: 'answer-status muted', 'data-testid': 'answer-status' },
      el('span', { class: 'dots', 'aria-hidden': 'true' }),
      el('span', {}, 'Thinking…'),
    );
    this.sources = el('div', { class: 'sources', role: 'group', 'aria-label': 'Sources', hidden: true });
    this.notes = el('div', { class: 'notes' });
    this.foot = el('div', { class: 'answer-foot small muted', hidden: true });
    this.element = el(
      'article',
      {
        class: 'message answer',
        'data-testid': 'message-assistant',
        'data-state': 'streaming',
        'aria-label': 'Answer',
        'aria-busy': 'true',
      },
      this.body,
      this.status,
      this.notes,
      this.sources,
      this.foot,
    );
    // Markers are reused and rewritten while the answer grows, so the click is taken here and not on each of them.
    this.element.addEventListener('click', (event) => {
      const opener = event.target.closest('[data-citation]');
      const citation = opener && this.#citations.get(Number(opener.dataset.citation));
      if (citation) onCitation(citation, opener);
    });
  }

  get text() {
    return this.#text;
  }

  /** Shows an answer that is complete already. */
  static stored(message, options) {
    const answer = new Answer(options);
    answer.#text = message.content ?? '';
    answer.#model = message.model_used ?? '';
    answer.#tokens = message.tokens_used ?? 0;
    for (const citation of message.citations ?? []) answer.#citations.set(citation.index, citation);
    answer.finish('completed');
    return answer;
  }

  apply(event) {
    switch (event.type) {
      case 'run.started':
        this.#model = event.model ?? '';
        break;
      case 'retrieval':
        for (const passage of event.passages ?? []) this.#expected.add(passage.index);
        this.#say(
          (event.passages ?? []).length > 0 ? `Reading ${count(event.passages.length, 'passage')}…` : 'Writing…',
        );
        break;
      case 'message.delta':
        this.#text += event.text ?? '';
        this.#renderSoon();
        break;
      case 'citation':
        this.#citations.set(event.index, event);
        this.#renderSoon();
        break;
      case 'tool.call':
        this.#say(`Using ${event.name ?? 'a tool'}…`);
        break;
      case 'warning':
        this.note(event.detail || asWords(event.code ?? 'warning'));
        break;
      case 'usage':
        this.#tokens = event.total_tokens ?? this.#tokens;
        break;
      case 'message.completed':
        this.#tokens = event.usage?.total_tokens ?? this.#tokens;
        this.finish('completed');
        if (event.finish_reason === 'length') this.note('The answer reached the length limit and stops here.');
        break;
      case 'run.refused':
        this.finish('refused', refusal(event, this.#text));
        break;
      case 'run.cancelled':
        this.finish('cancelled', 'Stopped.');
        break;
      default:
    }
  }

  /** Tells whether the stream is being picked up again. */
  connection(alive) {
    this.element.toggleAttribute('data-reconnecting', !alive);
    if (!alive) this.#say('Connection lost, picking the answer up again…');
    else if (this.#text === '') this.#say('Thinking…');
    this.#showStatus(!alive || this.#text === '');
  }

  note(text) {
    this.notes.append(el('p', { class: 'note small' }, text));
  }

  /** Ends the answer; `action` is `{label, run}` for a button beside the closing words. */
  finish(state, words = '', action = null) {
    this.#state = state;
    this.element.dataset.state = state;
    this.element.removeAttribute('aria-busy');
    this.element.removeAttribute('data-reconnecting');
    this.#showStatus(false);
    this.#render();
    if (words) this.#close(state, words, action);
    this.#renderFoot();
  }

  #close(state, words, action) {
    const notice = el('div', { class: `notice ${state}`, 'data-testid': 'run-notice' }, el('p', {}, words));
    if (action) {
      notice.append(
        el(
          'button',
          {
            class: 'button small-button',
            type: 'button',
            'data-testid': 'retry',
            onclick: () => {
              notice.remove();
              action.run();
            },
          },
          icon('retry'),
          action.label,
        ),
      );
    }
    this.notes.append(notice);
  }

  /** Goes back to growing, after a connection that was given up is tried again. */
  reopen() {
    this.#state = 'streaming';
    this.element.dataset.state = 'streaming';
    this.element.setAttribute('aria-busy', 'true');
    this.foot.hidden = true;
    this.sources.hidden = true;
    this.connection(false);
  }

  #say(words) {
    this.status.lastChild.textContent = words;
  }

  #showStatus(visible) {
    this.status.hidden = !visible;
  }

  #renderSoon() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      const begun = performance.now();
      this.#render();
      this.#onText(this.#text);
      const spent = performance.now() - begun;
      if (spent > SLOW_RENDER)
        this.#frame = setTimeout(() => {
          this.#frame = 0;
          this.#renderSoonIfBehind();
        }, spent * 6);
      else this.#frame = 0;
    });
  }

  #renderSoonIfBehind() {
    if (this.#rendered !== this.#signature()) this.#renderSoon();
  }

  #signature() {
    return `${this.#text.length}/${this.#citations.size}`;
  }

  #render() {
    const streaming = this.#state === 'streaming';
    this.#rendered = this.#signature();
    morph(this.body, renderMarkdown(this.#text, { streaming, citation: (index) => this.#marker(index, streaming) }));
    if (streaming && this.#text !== '' && !this.element.hasAttribute('data-reconnecting')) this.#showStatus(false);
    // Below a text that still grows the list would be pushed along with every line.
    if (!streaming) this.#renderSources();
  }

  #marker(index, streaming) {
    const citation = this.#citations.get(index);
    if (citation) {
      return el(
        'button',
        {
          type: 'button',
          class: 'marker',
          'data-testid': 'citation-marker',
          'data-citation': index,
          'aria-label': `Source ${index}: ${place(citation)}`,
          title: place(citation),
        },
        String(index),
      );
    }
    // A stand-in of the same size keeps the line from moving when the citation arrives.
    return streaming && this.#expected.has(index) ? el('span', { class: 'marker pending' }, String(index)) : null;
  }

  #renderSources() {
    const chips = document.createDocumentFragment();
    for (const [index, citation] of [...this.#citations].sort(([a], [b]) => a - b)) {
      chips.append(
        el(
          'button',
          { type: 'button', class: 'source', 'data-testid': 'citation-source', 'data-citation': index },
          el('span', { class: 'source-index' }, String(index)),
          el('span', { class: 'source-title' }, place(citation)),
        ),
      );
    }
    this.sources.hidden = this.#citations.size === 0;
    morph(this.sources, chips);
  }

  #renderFoot() {
    const facts = [this.#model, this.#tokens > 0 && count(this.#tokens, 'token')].filter(Boolean).join(' · ');
    const copy =
      navigator.clipboard &&
      this.#text !== '' &&
      el(
        'button',
        {
          class: 'icon-button small-icon',
          type: 'button',
          'aria-label': 'Copy the answer',
          title: 'Copy the answer',
          onclick: () => this.#copy(),
        },
        icon('copy'),
      );
    this.foot.replaceChildren(...[copy, el('span', {}, facts)].filter(Boolean));
    this.foot.hidden = !facts && !copy;
  }

  async #copy() {
    const words = await navigator.clipboard.writeText(this.#text).then(
      () => 'Copied',
      () => 'Could not copy',
    );
    this.foot.lastChild.textContent = words;
    setTimeout(() => this.#renderFoot(), 1_500);
  }
}

export const place = ({ title, page }) => `${title || 'Untitled document'}${page ? `, p. ${page}` : ''}`;

function refusal(event, text) {
  const reason = asWords(event.message ?? event.detail ?? event.reason ?? '');
  if (text.trim() !== '' && text.includes(reason)) return 'The bot declined to answer this.';
  return reason ? `The bot declined to answer this: ${reason}` : 'The bot declined to answer this.';
}
