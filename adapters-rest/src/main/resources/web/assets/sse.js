/**
 * Reads Server-Sent Events as the HTML standard describes them (section 9.2.6), because EventSource can neither POST
 * nor send an Authorization header.
 */
export class SseParser {
  #buffer = '';
  #started = false;
  #skipLineFeed = false;
  #type = '';
  #data = [];
  #id = '';

  /** Takes any piece of the decoded stream and returns the events that it completed. */
  push(piece) {
    const events = [];
    let chunk = piece;
    if (!this.#started && chunk !== '') {
      this.#started = true;
      if (chunk.charCodeAt(0) === 0xfeff) chunk = chunk.slice(1);
    }
    // The line feed of a CRLF that was cut in two belongs to the line already taken.
    if (this.#skipLineFeed && chunk !== '') {
      this.#skipLineFeed = false;
      if (chunk[0] === '\n') chunk = chunk.slice(1);
    }
    const lineEnd = /\r\n|\r|\n/g;
    let from = 0;
    for (let match = lineEnd.exec(chunk); match; match = lineEnd.exec(chunk)) {
      this.#line(this.#buffer + chunk.slice(from, match.index), events);
      this.#buffer = '';
      from = lineEnd.lastIndex;
      if (match[0] === '\r' && from === chunk.length) this.#skipLineFeed = true;
    }
    this.#buffer += chunk.slice(from);
    return events;
  }

  #line(line, events) {
    if (line === '') {
      if (this.#data.length > 0)
        events.push({ id: this.#id, type: this.#type || 'message', data: this.#data.join('\n') });
      this.#type = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value[0] === ' ') value = value.slice(1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }
}

/** The stream ended, broke or went silent before the run was over. */
export class ConnectionLost extends Error {
  constructor() {
    super('The connection was lost before the answer was complete.');
    this.name = 'ConnectionLost';
  }
}

/**
 * Yields the events of a response body. The server sends a heartbeat every 15 s, so a silence of three of them is a dead
 * connection that the network has not noticed.
 */
export async function* readEvents(body, silence = 45_000) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silence);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function withinSilence(reading, silence) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new ConnectionLost()), silence);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}
