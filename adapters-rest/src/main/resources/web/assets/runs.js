import { ApiError } from './api.js';
import { ConnectionLost, readEvents } from './sse.js';

const TERMINAL = new Set(['message.completed', 'run.refused', 'run.cancelled', 'run.failed']);

/** Waits before each attempt to pick a broken stream up again, in milliseconds. */
const BACKOFF = [250, 1_000, 2_000, 4_000, 8_000];

export const isTerminal = (event) => TERMINAL.has(event.type);

/**
 * Yields the events of one run, each exactly once and in order, across broken connections.
 *
 * `open` starts the run; `resume(runId, after)` asks for the events after a number. With `runId` given, the run is
 * already there and is read from its beginning. Ends after the terminal event, throws ConnectionLost when the stream
 * could not be picked up again, and ApiError when the server refused.
 */
export async function* followRun({
  open,
  resume,
  runId = null,
  after = 0,
  signal,
  onConnection = () => {},
  backoff = BACKOFF,
}) {
  let run = runId;
  let last = after;
  let failures = 0;
  for (;;) {
    try {
      const response = run ? await resume(run, last, signal) : await open(signal);
      onConnection(true);
      for await (const frame of readEvents(response.body)) {
        const event = decode(frame, last);
        // A replay may overlap with what was seen; a gap means that something was lost on the way.
        if (event.seq <= last) continue;
        if (event.seq !== last + 1) throw new ConnectionLost();
        last = event.seq;
        failures = 0;
        if (event.type === 'run.started') run = event.run_id;
        yield event;
        if (isTerminal(event)) return;
      }
      throw new ConnectionLost();
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof ApiError && !(run && error.transient)) throw error;
      if (!run || failures >= backoff.length) throw new ConnectionLost();
      onConnection(false);
      const pause = Math.max(backoff[failures], Math.min((error.retryAfter ?? 0) * 1_000, 30_000));
      failures += 1;
      await sleep(pause, signal);
    }
  }
}

function decode(frame, last) {
  let body = {};
  try {
    body = JSON.parse(frame.data);
  } catch {
    // An unreadable event is skipped; its number still counts, or the replay would bring it back for ever.
  }
  if (body === null || typeof body !== 'object') body = {};
  const number = Number(frame.id.slice(frame.id.lastIndexOf(':') + 1));
  return { ...body, type: frame.type, seq: Number.isInteger(number) && number > 0 ? number : last + 1 };
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
