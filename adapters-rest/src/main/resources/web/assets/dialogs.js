import { el } from './dom.js';

/** Asks before something that cannot be taken back; resolves to true or false. */
export function confirmAction({ title, text, action }) {
  return ask({ title, body: el('p', {}, text), action, danger: true, answer: () => true }).then(Boolean);
}

/** Asks for one line of text; resolves to it, or to null when the dialog was left. */
export function askForText({ title, label, value, action }) {
  const input = el('input', {
    type: 'text',
    value,
    maxlength: '200',
    autocomplete: 'off',
    'data-testid': 'dialog-input',
  });
  return ask({
    title,
    body: el('label', {}, label, input),
    action,
    answer: () => input.value.trim() || null,
    focus: input,
  });
}

function ask({ title, body, action, danger = false, answer, focus }) {
  return new Promise((resolve) => {
    let result = null;
    const cancel = el(
      'button',
      { class: 'button', type: 'button', 'data-testid': 'dialog-cancel', onclick: () => dialog.close() },
      'Cancel',
    );
    const accept = el(
      'button',
      { class: danger ? 'button danger' : 'button primary', type: 'submit', 'data-testid': 'dialog-accept' },
      action,
    );
    const heading = el('h2', { id: 'dialog-title' }, title);
    const form = el(
      'form',
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          result = answer();
          dialog.close();
        },
      },
      heading,
      body,
      el('div', { class: 'dialog-actions' }, cancel, accept),
    );
    const dialog = el(
      'dialog',
      {
        class: 'dialog',
        'aria-labelledby': 'dialog-title',
        'data-testid': 'dialog',
        onclose: () => {
          dialog.remove();
          resolve(result);
        },
      },
      form,
    );
    document.body.append(dialog);
    dialog.showModal();
    // The harmless choice has the focus when the other one deletes.
    (focus ?? cancel).focus();
    focus?.select();
  });
}
