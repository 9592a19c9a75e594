import { byId, el } from './dom.js';

/**
 * Speaks for the screen: hands finished sentences of a growing answer to the live region, because a region whose text is
 * rewritten with every token would be read from the start each time.
 */
const LINGER = 15_000;

export function createAnnouncer() {
  const region = byId('announcer');
  let spoken = 0;
  let timer;

  const speak = (text) => {
    const words = text
      .replace(/\[\d+\]|[*_`#>|]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    if (words) region.append(el('p', {}, words));
  };

  return {
    say: speak,
    begin() {
      clearTimeout(timer);
      region.replaceChildren();
      spoken = 0;
    },
    /** Takes the whole text so far. */
    follow(text) {
      const fresh = text.slice(spoken);
      const end = Math.max(
        fresh.lastIndexOf('. '),
        fresh.lastIndexOf('? '),
        fresh.lastIndexOf('! '),
        fresh.lastIndexOf('\n'),
      );
      if (end < 0) return;
      speak(fresh.slice(0, end + 1));
      spoken += end + 1;
    },
    finish(text, ending) {
      speak(text.slice(spoken));
      speak(ending);
      spoken = text.length;
      timer = setTimeout(() => region.replaceChildren(), LINGER);
    },
  };
}
