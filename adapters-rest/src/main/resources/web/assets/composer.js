import { createAttachments } from './attachments.js';
import { byId, icon } from './dom.js';

/** The question field with its files and its Send and Stop buttons. */
export function createComposer({ api, onAsk, onStop }) {
  const form = byId('ask-form');
  const field = byId('composer');
  const send = byId('send');
  const stop = byId('stop');
  const grows = CSS.supports('field-sizing', 'content');
  let busy = false;

  send.append(icon('send'));
  stop.append(icon('stop'));
  const attachments = createAttachments({ api, onChange: () => fit() });

  function fit() {
    send.disabled = field.value.trim() === '' || attachments.pending;
    if (grows) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  function submit() {
    const question = field.value.trim();
    if (busy || question === '' || attachments.pending) return;
    field.value = '';
    const files = attachments.take();
    fit();
    onAsk(question, files);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener('input', fit);
  field.addEventListener('keydown', (event) => {
    // While an input method composes a word, Enter belongs to it (keyCode 229 is Safari's way of saying so).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  stop.addEventListener('click', onStop);
  fit();

  return {
    focus: () => field.focus(),
    setBusy(value) {
      const stopHadFocus = document.activeElement === stop;
      busy = value;
      send.hidden = value;
      stop.hidden = !value;
      stop.disabled = false;
      if (stopHadFocus && !value) field.focus();
    },
    setStopping() {
      stop.disabled = true;
    },
    /** Clears a question that was given back and is now sent from elsewhere. */
    takeBack(question) {
      if (field.value.trim() === question) {
        field.value = '';
        attachments.clear();
      }
      fit();
    },
    /** Gives a question back that was not accepted, unless a new one is being written already. */
    giveBack(question, files = []) {
      if (field.value.trim() === '') {
        field.value = question;
        attachments.giveBack(files);
      }
      fit();
    },
    /** Takes off files that were meant for another conversation, or another key. */
    clearFiles: () => attachments.clear(),
  };
}
