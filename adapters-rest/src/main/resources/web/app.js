/** The page at `/`: puts the parts together and decides between the key form and the chat. */
import { createAnnouncer } from './assets/announcer.js';
import { Api } from './assets/api.js';
import { createBanner } from './assets/banner.js';
import { Chat } from './assets/chat.js';
import { createCitationPanel } from './assets/citation-panel.js';
import { createComposer } from './assets/composer.js';
import { byId, icon } from './assets/dom.js';
import { createDrawer } from './assets/drawer.js';
import { dropKey, forgetKeys, keepKey, looksLikeKey, storedKey, takeKeyFromAddress } from './assets/key.js';
import { createKeyScreen } from './assets/key-screen.js';
import { forgetView } from './assets/memory.js';
import { createSidebar } from './assets/sidebar.js';
import { createThread } from './assets/thread.js';
import { createUploads } from './assets/uploads.js';

// Before anything else, so that the key is out of the address bar even if a later step fails.
const keyFromLink = takeKeyFromAddress();

let currentKey = null;

const banner = createBanner();
const api = new Api(rejected);
const keyScreen = createKeyScreen({ banner, onKey: enter });
const drawer = createDrawer();
const chat = new Chat({
  api,
  thread: createThread(),
  panel: createCitationPanel(),
  announcer: createAnnouncer(),
  banner,
  onChanged,
});
chat.composer = createComposer({ api, onAsk: (question, files) => chat.ask(question, files), onStop: () => chat.stop() });
const sidebar = createSidebar({
  api,
  onOpen: open,
  onRenamed: (id, title) => chat.renamed(id, title),
  onDeleted: (id) => chat.deleted(id),
  onError: report,
});
const uploads = createUploads({ api, onError: report });

byId('new-chat').append(icon('plus'), 'New chat');
byId('new-chat-compact').append(icon('plus'));
byId('forget-key').append(icon('key'), 'Forget this key');
byId('new-chat').addEventListener('click', startNew);
byId('new-chat-compact').addEventListener('click', startNew);
byId('forget-key').addEventListener('click', () => {
  forgetKeys();
  signOut();
});
addEventListener('hashchange', () => {
  const key = takeKeyFromAddress();
  if (key) enterFromOutside(key);
});

/** Checks a key typed into the form by using it, and only then shows the chat. */
async function enter(key, remember) {
  api.use(key);
  currentKey = key;
  forgetView();
  await sidebar.load();
  keepKey(key, remember);
  await begin();
}

/** A key from a link or from storage: the chat is shown at once, the form returns if the server refuses the key. */
async function enterFromOutside(key) {
  if (!looksLikeKey(key)) {
    signOut();
    banner.show({ detail: 'The key in this link is damaged. Paste the key itself.' });
    return;
  }
  if (key !== storedKey()) forgetView();
  api.use(key);
  currentKey = key;
  keepKey(key, false);
  sidebar.reset();
  await Promise.all([sidebar.refresh(), begin()]);
}

async function begin() {
  keyScreen.hide();
  uploads.probe();
  nameModel();
  await chat.restore().catch((error) => report(error));
  sidebar.select(chat.conversation);
}

/** With one model there is no doubt which one answers; with several the first answer tells. */
async function nameModel() {
  try {
    const { data = [] } = await api.json('GET', 'v1/models');
    chat.suggestModel(data.length === 1 ? data[0].id : '');
  } catch {
    // The hint is a courtesy; the chat works without it.
  }
}

function signOut() {
  currentKey = null;
  api.use('');
  forgetView();
  banner.clear();
  uploads.reset();
  sidebar.reset();
  drawer.close();
  chat.startNew();
  keyScreen.show();
}

function rejected(error) {
  if (currentKey === null) return;
  dropKey(currentKey);
  signOut();
  banner.show(error);
}

function report(error, retry) {
  // A refused key has already led back to the key form.
  if (error.name === 'AbortError' || error.status === 401) return;
  banner.show(error, { retry: error.transient && retry });
}

async function open(id) {
  drawer.close();
  sidebar.select(id);
  await chat.open(id).catch((error) => report(error, () => open(id)));
  sidebar.select(chat.conversation);
}

function startNew() {
  drawer.close();
  chat.startNew();
  sidebar.select(null);
}

async function onChanged() {
  sidebar.select(chat.conversation);
  await sidebar.refresh();
  // The server names a conversation after its first message.
  const title = sidebar.titleOf(chat.conversation);
  if (title) chat.renamed(chat.conversation, title);
}

const key = keyFromLink ?? storedKey();
if (key) enterFromOutside(key);
else keyScreen.show();
