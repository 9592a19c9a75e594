import { attachedFiles } from './attachments.js';
import { byId, el, icon } from './dom.js';

/** How close to the end, in pixels, counts as being there. */
const NEAR = 32;

/** The scrolling list of messages. It follows a growing answer only while the reader is at its end. */
export function createThread() {
  const scroller = byId('thread');
  const messages = byId('messages');
  const toLatest = byId('to-latest');
  let pinned = true;
  let lastTop = 0;

  const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

  function settle() {
    if (pinned) scroller.scrollTop = scroller.scrollHeight;
    toLatest.hidden = pinned || distance() < NEAR;
  }

  function pin() {
    pinned = true;
    settle();
  }

  toLatest.append(icon('down'));
  toLatest.addEventListener('click', pin);
  scroller.addEventListener(
    'scroll',
    () => {
      const top = scroller.scrollTop;
      // The slightest move upwards is the reader's wish; growth of the text never moves the top.
      if (top < lastTop - 1 && distance() > 2) pinned = false;
      else if (distance() < NEAR) pinned = true;
      lastTop = top;
      toLatest.hidden = pinned || distance() < NEAR;
    },
    { passive: true },
  );
  const sizes = new ResizeObserver(settle);
  sizes.observe(scroller);
  sizes.observe(messages);

  return {
    addQuestion(text, files = []) {
      messages.querySelector('.empty')?.remove();
      const view = el(
        'article',
        { class: 'message question', 'data-testid': 'message-user', 'aria-label': 'You', dir: 'auto' },
        text,
        attachedFiles(files),
      );
      messages.append(view);
      return view;
    },
    addAnswer(answer) {
      messages.querySelector('.empty')?.remove();
      messages.append(answer.element);
    },
    showEmpty() {
      messages.replaceChildren(
        el(
          'div',
          { class: 'empty' },
          el('h2', {}, 'What would you like to know?'),
          el(
            'p',
            { class: 'muted' },
            'Answers come from the documents this bot may read. A number behind a sentence opens the passage it rests on.',
          ),
        ),
      );
      pin();
    },
    showLoading() {
      messages.replaceChildren(el('p', { class: 'muted loading' }, 'Opening the conversation…'));
    },
    clear: () => messages.replaceChildren(),
    pin,
  };
}
