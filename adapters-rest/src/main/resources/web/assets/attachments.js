import { path } from './api.js';
import { byId, el, icon } from './dom.js';
import { fileSize } from './format.js';

/** Files that the server takes with one message. */
const MOST = 10;

/**
 * The files of the next question: chosen or pasted, sent in at once, and shown above the field until the question is sent.
 * The server reads a file before it answers, so one that has an id can be asked about.
 */
export function createAttachments({ api, onChange }) {
  const button = byId('attach');
  const input = byId('attach-input');
  const list = byId('attachments');
  let items = [];

  button.append(icon('attach'));
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    add([...input.files]);
    // The same file may be chosen again after it was taken off.
    input.value = '';
  });
  byId('composer').addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });

  function add(files) {
    for (const file of files.slice(0, MOST - items.length)) send(file);
  }

  function changed() {
    list.hidden = items.length === 0;
    button.disabled = items.length >= MOST;
    onChange();
  }

  async function send(file) {
    const item = show({ filename: file.name, bytes: file.size });
    try {
      const form = new FormData();
      form.append('file', file, file.name);
      const sent = await api.json('POST', 'v1/files', { form, signal: item.controller.signal });
      if (!items.includes(item)) {
        // Taken off meanwhile: nobody will ask for it.
        forget(sent.id);
        return;
      }
      item.file = sent;
      item.tell('ready', fileSize(sent.bytes));
    } catch (error) {
      if (item.controller.signal.aborted) return;
      item.tell('failed', error.detail);
    }
    changed();
  }

  function show(file) {
    const status = el('span', { class: 'small muted', role: 'status' }, 'Sending');
    const element = el(
      'li',
      { class: 'attachment', 'data-testid': 'attachment', 'data-status': 'sending' },
      icon('document'),
      el('span', { class: 'attachment-name', dir: 'auto' }, file.filename),
      status,
      el(
        'button',
        { class: 'icon-button', type: 'button', 'aria-label': `Take off ${file.filename}`, onclick: () => takeOff(item) },
        icon('close'),
      ),
    );
    const item = {
      file: null,
      element,
      controller: new AbortController(),
      tell(state, words) {
        element.dataset.status = state;
        status.textContent = words;
      },
    };
    items.push(item);
    list.append(element);
    changed();
    return item;
  }

  function takeOff(item) {
    item.controller.abort();
    item.element.remove();
    items = items.filter((other) => other !== item);
    if (item.file) forget(item.file.id);
    changed();
    byId('composer').focus();
  }

  /** What is not forgotten here the server removes after a day. */
  const forget = (id) => api.json('DELETE', path('v1/files', id)).catch(() => {});

  function clear() {
    for (const item of items) {
      item.controller.abort();
      item.element.remove();
    }
    items = [];
    changed();
  }

  return {
    /** Whether something is still on its way, or has to be taken off first. */
    get pending() {
      return items.some((item) => item.file === null);
    },
    /** Hands the files over to a question. */
    take() {
      const files = items.map((item) => item.file).filter(Boolean);
      clear();
      return files;
    },
    /** Puts files back that came with a question that was not accepted. */
    giveBack(files) {
      for (const file of files) {
        const item = show(file);
        item.file = file;
        item.tell('ready', fileSize(file.bytes));
      }
      changed();
    },
    clear,
  };
}

/** The files of a question that was asked. */
export function attachedFiles(files) {
  return (
    files.length > 0 &&
    el(
      'ul',
      { class: 'attached', 'aria-label': 'Attached files', 'data-testid': 'attached' },
      files.map((file) => el('li', {}, icon('document'), el('span', { dir: 'auto' }, file.filename))),
    )
  );
}
