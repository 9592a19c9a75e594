import { byId } from './dom.js';
import { looksLikeKey } from './key.js';

/** The form that asks for an API key. `onKey(key, remember)` checks it and rejects when the server does. */
export function createKeyScreen({ banner, onKey }) {
  const screen = byId('key-screen');
  const field = byId('key-input');
  const remember = byId('key-remember');
  const submit = byId('key-submit');

  byId('key-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const key = field.value.trim();
    if (!looksLikeKey(key)) {
      banner.show({
        detail: key ? 'This is not an API key: it holds spaces or letters that no key has.' : 'Paste an API key first.',
      });
      field.focus();
      return;
    }
    banner.clear();
    submit.disabled = true;
    try {
      await onKey(key, remember.checked);
      field.value = '';
    } catch (error) {
      banner.show(error);
      field.focus();
    } finally {
      submit.disabled = false;
    }
  });

  return {
    show() {
      screen.hidden = false;
      byId('shell').hidden = true;
      field.focus();
    },
    hide() {
      screen.hidden = true;
      byId('shell').hidden = false;
    },
  };
}
