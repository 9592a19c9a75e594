import { Answer } from './answer.js';
import { ApiError, path } from './api.js';
import { byId } from './dom.js';
import { forgetRun, openConversation, rememberOpen, rememberRun, runningIn } from './memory.js';
import { followRun, isTerminal } from './runs.js';

/** How long a stop waits for the run to be known before it just hangs up. */
const STOP_PATIENCE = 5_000;

const ENDINGS = {
  completed: 'The answer is complete.',
  refused: 'The bot declined.',
  cancelled: 'The answer was stopped.',
  failed: 'The answer failed.',
};

/** The open conversation: asks, follows the answer, stops it, and picks it up again after a lost connection. */
export class Chat {
  #api;
  #thread;
  #panel;
  #announcer;
  #banner;
  #onChanged;
  #conversation = null;
  #title = '';
  #model = '';
  #fallbackModel = '';
  #turn = null;
  #opening = 0;

  constructor({ api, thread, panel, announcer, banner, onChanged }) {
    this.#api = api;
    this.#thread = thread;
    this.#panel = panel;
    this.#announcer = announcer;
    this.#banner = banner;
    this.#onChanged = onChanged;
  }

  /** Set once by the page: the composer needs the chat and the chat the composer. */
  composer = null;

  get conversation() {
    return this.#conversation;
  }

  startNew() {
    this.#leave();
    this.#show(null, '');
    this.#thread.showEmpty();
    this.composer.focus();
  }

  /** Opens a conversation and rejoins its answer when one is still being written. */
  async open(id) {
    if (id === this.#conversation && this.#turn) return;
    this.#leave();
    this.#opening += 1;
    const mine = this.#opening;
    this.#show(id, '');
    this.#thread.showLoading();
    let conversation;
    try {
      conversation = await this.#api.json('GET', path('v1/conversations', id));
    } catch (error) {
      if (mine !== this.#opening) return;
      this.startNew();
      throw error;
    }
    if (mine !== this.#opening) return;
    this.#model = conversation.model ?? '';
    this.#show(id, conversation.title ?? '');
    this.#fill(conversation.messages ?? [], runningIn(id));
  }

  #fill(messages, running) {
    this.#thread.clear();
    for (const message of messages) {
      if (message.role === 'user') this.#thread.addQuestion(message.content ?? '', message.files ?? []);
      else if (message.role === 'assistant' && message.id !== running?.message)
        this.#thread.addAnswer(Answer.stored(message, this.#answerOptions()));
    }
    if (messages.length === 0 && !running) this.#thread.showEmpty();
    this.#thread.pin();
    if (running) this.#rejoin(running);
  }

  #rejoin({ run }) {
    const stored = this.#conversation;
    const turn = this.#begin({ question: null });
    turn.run = run;
    turn.conversation = stored;
    this.#follow(turn, { runId: run });
  }

  ask(question, files = [], idempotencyKey = randomKey()) {
    if (this.#turn) return;
    this.#banner.clear();
    const view = this.#thread.addQuestion(question, files);
    const turn = this.#begin({ question, files, view, idempotencyKey });
    const json = {
      message: question,
      stream: true,
      ...(this.#conversation && { session_id: this.#conversation }),
      ...(files.length > 0 && { file_ids: files.map((file) => file.id) }),
    };
    this.#follow(turn, {
      open: (signal) =>
        this.#api.stream('POST', 'v1/chat', { json, signal, headers: { 'Idempotency-Key': idempotencyKey } }),
    });
  }

  #begin(turn) {
    const answer = new Answer(this.#answerOptions());
    this.#thread.addAnswer(answer);
    this.#thread.pin();
    this.#announcer.begin();
    this.#turn = {
      ...turn,
      answer,
      controller: new AbortController(),
      run: null,
      conversation: this.#conversation,
      last: 0,
      stopping: false,
    };
    this.composer.setBusy(true);
    return this.#turn;
  }

  #answerOptions() {
    return {
      onCitation: (citation, opener) => this.#panel.open(citation, opener),
      onText: (text) => this.#announcer.follow(text),
    };
  }

  async #follow(turn, source) {
    try {
      const events = followRun({
        ...source,
        resume: (run, after, signal) =>
          this.#api.stream('GET', `${path('v1/runs', run)}/events?after=${after}`, { signal }),
        signal: turn.controller.signal,
        onConnection: (alive) => turn.answer.connection(alive),
      });
      for await (const event of events) this.#take(turn, event);
      this.#finished(turn);
    } catch (error) {
      if (!turn.controller.signal.aborted) this.#broken(turn, error);
    }
  }

  #take(turn, event) {
    turn.last = event.seq;
    if (event.type === 'run.started') this.#started(turn, event);
    if (event.type === 'run.failed')
      turn.answer.finish(
        'failed',
        event.detail || 'The answer could not be finished.',
        event.retryable && this.#askAgain(turn),
      );
    else turn.answer.apply(event);
    if (isTerminal(event)) this.#announcer.finish(turn.answer.text, ENDINGS[turn.answer.element.dataset.state] ?? '');
  }

  #started(turn, event) {
    turn.run = event.run_id;
    turn.conversation = event.session_id;
    rememberRun(event.session_id, { run: event.run_id, message: event.message_id });
    this.#model = event.model ?? this.#model;
    this.#show(event.session_id, this.#title || firstWords(turn.question));
    this.#onChanged();
    if (turn.stopping) this.#cancel(turn);
  }

  #finished(turn) {
    if (turn.conversation) forgetRun(turn.conversation);
    this.#release(turn);
    this.#onChanged();
  }

  #release(turn) {
    if (this.#turn !== turn) return;
    this.#turn = null;
    this.composer.setBusy(false);
  }

  #broken(turn, error) {
    this.#release(turn);
    if (!turn.run) this.#notAccepted(turn, error);
    else if (error instanceof ApiError && !error.transient) this.#unreadable(turn, error);
    else
      turn.answer.finish('lost', 'The connection was lost. The answer goes on at the server.', {
        label: 'Reconnect',
        run: () => this.#reconnect(turn),
      });
  }

  /** Nothing was stored, so nothing stays on the page either; the question goes back to where it was written. */
  #notAccepted(turn, error) {
    turn.view?.remove();
    turn.answer.element.remove();
    if (!this.#conversation) this.#thread.showEmpty();
    this.#announcer.begin();
    this.composer.giveBack(turn.question, turn.files);
    if (error.status === 401) return;
    // After a cut connection the server may have taken the question: the same key keeps it from being asked twice.
    const key = error.status ? undefined : turn.idempotencyKey;
    const again = () => {
      this.composer.takeBack(turn.question);
      this.ask(turn.question, turn.files, key);
    };
    this.#banner.show(error, { retry: error.transient !== false && again });
  }

  /** The events are gone or out of reach; what the conversation has stored is the truth. */
  #unreadable(turn, error) {
    forgetRun(turn.conversation);
    const reload = () => this.open(turn.conversation).catch((failure) => this.#banner.show(failure));
    if (turn.last === 0) {
      reload();
      return;
    }
    turn.answer.finish('lost', `The rest of the answer could not be read: ${error.detail}`, {
      label: 'Reload',
      run: reload,
    });
  }

  #reconnect(turn) {
    if (this.#turn) return;
    turn.controller = new AbortController();
    this.#turn = turn;
    this.composer.setBusy(true);
    turn.answer.reopen();
    this.#follow(turn, { runId: turn.run, after: turn.last });
  }

  #askAgain(turn) {
    return turn.question && { label: 'Ask again', run: () => this.ask(turn.question) };
  }

  stop() {
    const turn = this.#turn;
    if (!turn || turn.stopping) return;
    turn.stopping = true;
    this.composer.setStopping();
    if (turn.run) this.#cancel(turn);
    else setTimeout(() => !turn.run && this.#turn === turn && this.#cancel(turn), STOP_PATIENCE);
  }

  async #cancel(turn) {
    turn.controller.abort();
    turn.answer.finish('cancelled', 'Stopped.');
    this.#announcer.finish(turn.answer.text, ENDINGS.cancelled);
    if (turn.conversation) forgetRun(turn.conversation);
    this.#release(turn);
    if (!turn.run) return;
    try {
      await this.#api.json('POST', `${path('v1/runs', turn.run)}/cancel`);
    } catch (error) {
      turn.answer.note(`The server did not confirm the stop: ${error.detail}`);
    }
    this.#onChanged();
  }

  /** Hangs up without cancelling: the answer goes on at the server and is rejoined when the conversation is opened. */
  #leave() {
    this.#opening += 1;
    this.#panel.close();
    this.#banner.clear();
    this.#turn?.controller.abort();
    this.#turn = null;
    this.#model = '';
    this.#announcer.begin();
    this.composer.setBusy(false);
    this.composer.clearFiles();
  }

  renamed(id, title) {
    if (id === this.#conversation) this.#show(id, title);
  }

  deleted(id) {
    forgetRun(id);
    if (id === this.#conversation) this.startNew();
  }

  /** The model to name before any answer has told it. */
  suggestModel(model) {
    this.#fallbackModel = model;
    this.#hint();
  }

  #show(id, title) {
    this.#conversation = id;
    this.#title = title;
    rememberOpen(id);
    byId('chat-title').textContent = title || (id ? 'Conversation' : 'New chat');
    document.title = title ? `${title} · Parley` : 'Parley';
    this.#hint();
  }

  #hint() {
    const model = this.#model || this.#fallbackModel;
    byId('chat-hint').textContent = model ? `Default bot · model ${model}` : 'Default bot';
  }

  /** Shows what this tab had open before a reload. */
  async restore() {
    const id = openConversation();
    if (!id) return this.startNew();
    try {
      return await this.open(id);
    } catch (error) {
      // Deleted meanwhile, or another tenant's: a new chat is the sensible place to be.
      if (error.status !== 404) throw error;
      return undefined;
    }
  }
}

function firstWords(question) {
  const line = (question ?? '').replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** crypto.randomUUID exists on https and localhost only; a self-hosted page may be on neither. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
