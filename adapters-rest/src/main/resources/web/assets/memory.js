/**
 * What a reload of this tab should find again: the open conversation, and the runs still being answered. A run outlives
 * its connection on the server, so its id is all that is needed to pick the answer up.
 */
const NAME = 'parley.view';

function read() {
  try {
    return { open: null, runs: {}, ...JSON.parse(sessionStorage.getItem(NAME)) };
  } catch {
    return { open: null, runs: {} };
  }
}

function write(view) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(view));
  } catch {
    // Without storage a reload starts with a new chat; nothing is lost on the server.
  }
}

export const openConversation = () => read().open;
export const rememberOpen = (id) => write({ ...read(), open: id });
export const runningIn = (conversation) => read().runs[conversation] ?? null;

export function rememberRun(conversation, run) {
  const view = read();
  write({ ...view, runs: { ...view.runs, [conversation]: run } });
}

export function forgetRun(conversation) {
  const view = read();
  delete view.runs[conversation];
  write(view);
}

export const forgetView = () => write({ open: null, runs: {} });
