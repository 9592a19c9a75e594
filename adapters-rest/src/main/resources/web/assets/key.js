/**
 * Where the API key lives: in memory, in sessionStorage for reloads of this tab, and in localStorage only when the user
 * asked to be remembered. Storage can be switched off in a browser; then the key lasts as long as the page.
 */
const NAME = 'parley.key';

function storage(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

const session = storage('sessionStorage');
const local = storage('localStorage');

/** A header value can carry printable ASCII only; anything else is a slip of the clipboard. */
export const looksLikeKey = (key) => /^[\x21-\x7e]{1,4096}$/.test(key);

/** Takes the key out of `#key=...` and wipes it from the address bar and from the history entry. */
export function takeKeyFromAddress() {
  const match = /^#(?:.*&)?key=([^&]*)/.exec(location.hash);
  if (!match) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    return decodeURIComponent(match[1]).trim();
  } catch {
    return match[1].trim();
  }
}

export const storedKey = () => session?.getItem(NAME) ?? local?.getItem(NAME) ?? null;

export function keepKey(key, remember) {
  try {
    session?.setItem(NAME, key);
    if (remember) local?.setItem(NAME, key);
  } catch {
    // Storage is full or blocked: the key still works until the page is closed.
  }
}

/** Drops one rejected key, and leaves a different remembered one alone. */
export function dropKey(key) {
  for (const place of [session, local]) if (place?.getItem(NAME) === key) place.removeItem(NAME);
}

export function forgetKeys() {
  session?.removeItem(NAME);
  local?.removeItem(NAME);
}
