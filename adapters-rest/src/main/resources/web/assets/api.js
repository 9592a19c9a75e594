/** Calls to the server with the caller's key. Every failure becomes one ApiError that can be shown as it is. */
export class ApiError extends Error {
  constructor({ status = 0, code = '', detail, details = [], requestId = '', retryAfter = null }) {
    super(detail);
    this.name = 'ApiError';
    Object.assign(this, { status, code, detail, details, requestId, retryAfter });
  }

  /** True when the same request may well succeed a little later. */
  get transient() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Retry-After is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
export function retryAfterSeconds(value, now = Date.now()) {
  if (!value) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

const text = (value) => (typeof value === 'string' ? value : '');

async function problem(response) {
  let body = null;
  // A proxy in between may answer in HTML; such a body is never shown.
  if (/\bjson\b/i.test(response.headers.get('Content-Type') ?? '')) body = await response.json().catch(() => null);
  return new ApiError({
    status: response.status,
    code: text(body?.code),
    detail: text(body?.detail) || text(body?.title) || `The server answered with status ${response.status}.`,
    details: Array.isArray(body?.details) ? body.details : [],
    requestId: text(body?.request_id) || response.headers.get('X-Request-Id') || '',
    retryAfter: retryAfterSeconds(response.headers.get('Retry-After')),
  });
}

export class Api {
  #key = '';
  #onUnauthorized;

  constructor(onUnauthorized) {
    this.#onUnauthorized = onUnauthorized;
  }

  use(key) {
    this.#key = key;
  }

  async send(method, path, { json, form, accept = 'application/json', headers = {}, signal } = {}) {
    const key = this.#key;
    const sent = { Accept: accept, Authorization: `Bearer ${key}`, ...headers };
    if (json !== undefined) sent['Content-Type'] = 'application/json';
    let response;
    try {
      response = await fetch(path, {
        method,
        headers: sent,
        body: json !== undefined ? JSON.stringify(json) : form,
        signal,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError({
        code: 'unreachable',
        detail: 'The server could not be reached. Check the connection and try again.',
      });
    }
    if (response.ok) return response;
    const failure = await problem(response);
    // An answer to a key that has been replaced since says nothing about the present one.
    if (failure.status === 401 && key === this.#key) this.#onUnauthorized(failure);
    throw failure;
  }

  async json(method, path, options) {
    const response = await this.send(method, path, options);
    if (response.status === 204) return null;
    try {
      return await response.json();
    } catch (error) {
      if (options?.signal?.aborted) throw error;
      throw new ApiError({ status: 502, code: 'unreadable', detail: 'The answer of the server could not be read.' });
    }
  }

  stream(method, path, options) {
    return this.send(method, path, { ...options, accept: 'text/event-stream' });
  }
}

/** Joins path segments that come from data. */
export const path = (...segments) =>
  segments.map((segment, at) => (at === 0 ? segment : encodeURIComponent(segment))).join('/');
