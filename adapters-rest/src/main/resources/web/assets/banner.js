import { byId, el, icon } from './dom.js';

/**
 * The one place where a failed request is told: what went wrong, the request id to quote to an administrator, and when
 * trying again makes sense.
 */
export function createBanner() {
  let shown = null;
  let timer;

  function clear() {
    clearInterval(timer);
    shown?.remove();
    shown = null;
  }

  function show(error, { retry, retryLabel = 'Try again' } = {}) {
    clear();
    const slot = byId(byId('key-screen').hidden ? 'app-banner' : 'key-banner');
    const again =
      retry &&
      el(
        'button',
        {
          class: 'button small-button',
          type: 'button',
          'data-testid': 'error-retry',
          onclick: () => {
            clear();
            retry();
          },
        },
        retryLabel,
      );
    const wait = el('span', { class: 'small', 'data-testid': 'error-wait' });
    shown = el(
      'div',
      { class: 'banner', role: 'alert', 'data-testid': 'error-banner' },
      el(
        'div',
        { class: 'banner-text' },
        el('p', {}, error.detail ?? error.message),
        (error.details ?? []).length > 0 && el('ul', { class: 'small' }, ...error.details.map(fault)),
        wait,
        error.requestId && el('p', { class: 'small request-id' }, 'Request ', el('code', {}, error.requestId)),
      ),
      again,
      el('button', { class: 'icon-button', type: 'button', 'aria-label': 'Dismiss', onclick: clear }, icon('close')),
    );
    if (error.retryAfter) countDown(error.retryAfter, wait, again);
    slot.append(shown);
  }

  function countDown(seconds, wait, again) {
    const due = Date.now() + seconds * 1_000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((due - Date.now()) / 1_000));
      wait.textContent = left > 0 ? `Try again in ${left} s.` : 'You can try again now.';
      if (again) again.disabled = left > 0;
      if (left === 0) clearInterval(timer);
    };
    timer = setInterval(tick, 1_000);
    tick();
  }

  return { show, clear };
}

const fault = ({ field, message }) => el('li', {}, field ? `${field}: ${message ?? ''}` : String(message ?? ''));
