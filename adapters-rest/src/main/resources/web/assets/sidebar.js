import { path } from './api.js';
import { byId, el, icon } from './dom.js';
import { askForText, confirmAction } from './dialogs.js';
import { relativeTime } from './format.js';
import { morph } from './morph.js';

const PAGE_SIZE = 20;
const SEARCH_PAUSE = 250;

/** The list of conversations: newest first, searchable, each with rename and delete. */
export function createSidebar({ api, onOpen, onRenamed, onDeleted, onError }) {
  const list = byId('conversation-list');
  const note = byId('list-note');
  const more = byId('list-more');
  const search = byId('search');
  let conversations = [];
  let pages = 1;
  let selected = null;
  let loading = null;
  let timer;

  /** Loads the list again; throws what the server said. */
  async function load() {
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    const query = search.value.trim();
    const found = new Map();
    let total = 0;
    for (let page = 1; page <= pages; page += 1) {
      const parameters = new URLSearchParams({ page, page_size: PAGE_SIZE, ...(query && { q: query }) });
      const answer = await api.json('GET', `v1/conversations?${parameters}`, { signal: mine.signal });
      for (const conversation of answer.conversations ?? []) found.set(conversation.id, conversation);
      total = answer.total ?? found.size;
    }
    conversations = [...found.values()];
    more.hidden = conversations.length >= total;
    note.textContent = conversations.length > 0 ? '' : query ? 'Nothing found.' : 'No conversations yet.';
    render();
  }

  const refresh = () =>
    load().catch((error) => {
      onError(error, refresh);
    });

  function render() {
    const rows = document.createDocumentFragment();
    for (const { id, title, updated_at: updated } of conversations) {
      const name = title || 'Untitled';
      rows.append(
        el(
          'li',
          { class: 'conversation', 'data-id': id },
          el(
            'button',
            {
              class: 'conversation-open',
              type: 'button',
              'data-action': 'open',
              'aria-current': id === selected && 'true',
              'data-testid': 'conversation-item',
            },
            el('span', { class: 'conversation-title', dir: 'auto' }, name),
            el('span', { class: 'small muted' }, relativeTime(updated)),
          ),
          el(
            'button',
            {
              class: 'icon-button small-icon',
              type: 'button',
              'data-action': 'rename',
              'aria-label': `Rename ${name}`,
              title: 'Rename',
              'data-testid': 'conversation-rename',
            },
            icon('edit'),
          ),
          el(
            'button',
            {
              class: 'icon-button small-icon',
              type: 'button',
              'data-action': 'delete',
              'aria-label': `Delete ${name}`,
              title: 'Delete',
              'data-testid': 'conversation-delete',
            },
            icon('trash'),
          ),
        ),
      );
    }
    morph(list, rows);
  }

  async function rename({ id, title }) {
    const name = await askForText({
      title: 'Rename conversation',
      label: 'Title',
      value: title ?? '',
      action: 'Rename',
    });
    if (name === null || name === title) return;
    const changed = await api.json('PATCH', path('v1/conversations', id), { json: { title: name } });
    onRenamed(id, changed?.title ?? name);
    await refresh();
  }

  async function remove({ id, title }) {
    const sure = await confirmAction({
      title: 'Delete this conversation?',
      text: `“${title || 'Untitled'}” and all its messages will be gone for good.`,
      action: 'Delete',
    });
    if (!sure) return;
    await api.json('DELETE', path('v1/conversations', id));
    onDeleted(id);
    await refresh();
  }

  const actions = { open: async ({ id }) => onOpen(id), rename, delete: remove };

  list.addEventListener('click', (event) => {
    const button = event.target.closest('[data-action]');
    const conversation = button && conversations.find(({ id }) => id === button.closest('li').dataset.id);
    if (conversation) actions[button.dataset.action](conversation).catch((error) => onError(error));
  });
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      pages = 1;
      refresh();
    }, SEARCH_PAUSE);
  });
  more.addEventListener('click', () => {
    pages += 1;
    refresh();
  });

  return {
    load,
    refresh,
    titleOf: (id) => conversations.find((conversation) => conversation.id === id)?.title,
    select(id) {
      selected = id;
      render();
    },
    reset() {
      loading?.abort();
      conversations = [];
      pages = 1;
      selected = null;
      search.value = '';
      note.textContent = '';
      more.hidden = true;
      render();
    },
  };
}
