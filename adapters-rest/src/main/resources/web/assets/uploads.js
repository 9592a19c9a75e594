import { path } from './api.js';
import { byId, el, icon } from './dom.js';
import { count, fileSize } from './format.js';

const POLL = 1_000;
/** Failed polls in a row before a document's state is given up as unknown. */
const PATIENCE = 10;
const ACCEPTED =
  '.pdf,.docx,.docm,.doc,.pptx,.ppt,.xlsx,.xlsm,.xlsb,.xls,.odt,.odp,.ods,.rtf,.html,.htm,.epub,.eml,.msg,.md,.markdown,' +
  '.csv,.tsv,.json,.jsonl,.txt';
const WORDS = {
  sending: 'Sending',
  queued: 'Queued',
  parsing: 'Reading',
  chunking: 'Splitting',
  embedding: 'Embedding',
  indexed: 'Ready to be asked about',
  failed: 'Failed',
};

/** Adding documents to a dataset: choose or drop files, then watch each until it is indexed or has failed. */
export function createUploads({ api, onError }) {
  const button = byId('add-documents');
  let view = null;
  let session = 0;

  button.append(icon('upload'), el('span', {}, 'Add documents'));
  button.addEventListener('click', () => view?.dialog.showModal());
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Without this the browser would leave the page to show the dropped file.
    event.preventDefault();
    if (view && !document.querySelector('dialog[open]')) view.dialog.showModal();
  });
  document.addEventListener('drop', (event) => event.preventDefault());

  /** Offers uploads when the key may see datasets; a key for chat alone gets a refusal, and no button. */
  async function probe() {
    reset();
    const mine = session;
    let answer;
    try {
      answer = await api.json('GET', 'v1/admin/datasets?page=1&page_size=100');
    } catch {
      return;
    }
    if (mine !== session) return;
    view = build(answer.datasets ?? []);
    document.body.append(view.dialog);
    button.hidden = false;
  }

  function reset() {
    session += 1;
    button.hidden = true;
    view?.dialog.remove();
    view = null;
  }

  function build(datasets) {
    const select = el(
      'select',
      { id: 'dataset', 'data-testid': 'dataset-select' },
      ...datasets.map(({ id, name }) => el('option', { value: id }, name ?? id)),
    );
    const input = el('input', {
      id: 'upload-input',
      class: 'visually-hidden',
      type: 'file',
      multiple: true,
      accept: ACCEPTED,
      disabled: datasets.length === 0,
      'data-testid': 'upload-input',
    });
    const zone = el(
      'label',
      { class: 'drop', for: 'upload-input' },
      icon('upload'),
      el('strong', {}, 'Choose files or drop them here'),
      el('span', { class: 'small muted' }, 'PDF, office files, web pages, mails, text'),
    );
    const rows = el('ul', { class: 'uploads', 'aria-label': 'Documents being added' });
    const dialog = el(
      'dialog',
      { class: 'dialog wide', 'aria-labelledby': 'upload-title', 'data-testid': 'upload-dialog' },
      el(
        'header',
        { class: 'panel-head' },
        el('h2', { id: 'upload-title' }, 'Add documents'),
        el(
          'button',
          {
            class: 'icon-button',
            type: 'button',
            'aria-label': 'Close',
            'data-testid': 'upload-close',
            onclick: () => dialog.close(),
          },
          icon('close'),
        ),
      ),
      datasets.length > 1 && el('label', { for: 'dataset' }, 'Dataset'),
      datasets.length > 1 && select,
      datasets.length === 1 &&
        el(
          'p',
          { class: 'small muted' },
          'They go into the dataset ',
          el('strong', {}, datasets[0].name ?? datasets[0].id),
          '.',
        ),
      datasets.length === 0 && el('p', {}, 'There is no dataset yet. An administrator creates the first one.'),
      input,
      zone,
      rows,
    );
    const add = (files) => {
      for (const file of files) if (select.value) follow(file, select.value, rows);
    };
    input.addEventListener('change', () => {
      add(input.files);
      // The same file may be chosen again after a failure.
      input.value = '';
    });
    zone.addEventListener('dragenter', () => zone.classList.add('over'));
    zone.addEventListener('dragleave', (event) => zone.contains(event.relatedTarget) || zone.classList.remove('over'));
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      zone.classList.remove('over');
      add(event.dataTransfer.files);
    });
    return { dialog };
  }

  async function follow(file, dataset, rows) {
    const mine = session;
    const row = createRow(file);
    rows.prepend(row.element);
    try {
      const form = new FormData();
      form.append('file', file, file.name);
      const documents = `${path('v1/admin/datasets', dataset)}/documents`;
      const accepted = await api.json('POST', documents, { form });
      row.show({ status: accepted.status ?? 'queued' });
      await watch(`${documents}/${encodeURIComponent(accepted.document_id)}`, row, () => mine === session);
    } catch (error) {
      row.show({ status: 'failed', error });
      if (error.status === 0) onError(error);
    }
  }

  async function watch(document, row, current) {
    for (let misses = 0; current();) {
      try {
        const state = await api.json('GET', document);
        misses = 0;
        row.show(state);
        if (state.status === 'indexed' || state.status === 'failed') return;
      } catch (error) {
        misses += 1;
        if (!error.transient || misses >= PATIENCE) throw error;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, POLL);
      });
    }
  }

  return { probe, reset };
}

function createRow(file) {
  const status = el('p', { class: 'small upload-status', role: 'status', 'data-testid': 'upload-status' });
  const bar = el('progress', { max: '1', 'aria-label': `Progress of ${file.name}` });
  const element = el(
    'li',
    { class: 'upload' },
    icon('document'),
    el(
      'div',
      { class: 'upload-main' },
      el(
        'p',
        { class: 'upload-name' },
        el('span', { dir: 'auto' }, file.name),
        el('span', { class: 'small muted' }, fileSize(file.size)),
      ),
      bar,
      status,
    ),
  );

  function show({ status: state, progress, error, pages, chunks }) {
    element.dataset.status = state;
    status.dataset.status = state;
    const done = state === 'indexed' || state === 'failed';
    bar.classList.toggle('done', done);
    if (state === 'indexed') bar.value = 1;
    else if (typeof progress === 'number' && state !== 'queued') bar.value = Math.min(Math.max(progress, 0), 1);
    else bar.removeAttribute('value');
    status.textContent = [
      WORDS[state] ?? state,
      !done && typeof progress === 'number' && progress > 0 && `${Math.round(progress * 100)} %`,
      state === 'indexed' && pages > 0 && count(pages, 'page'),
      state === 'indexed' && chunks > 0 && count(chunks, 'passage'),
      error && (error.detail || error.code),
      error?.requestId && `request ${error.requestId}`,
    ]
      .filter(Boolean)
      .join(' · ');
  }

  show({ status: 'sending' });
  return { element, show };
}
