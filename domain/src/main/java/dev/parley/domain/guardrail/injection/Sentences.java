package dev.parley.domain.guardrail.injection;

/**
 * Judges each sentence by how it opens and what it speaks of: whether it asks for something, of
 * whom, and what is to be done to what. Sentences inside a fence are material and not judged.
 */
final class Sentences {
  private static final int SHORT_QUESTION = 6;

  private final TermPlaces places;
  private final Topic topic = new Topic();

  // The sentence that is being read.
  private int tokens;
  private boolean opened;
  private long opening;
  private boolean hasOutput;
  private boolean hasYourOutput;
  private boolean hasYourTarget;
  private boolean hasChange;
  private boolean hasArtefact;
  private boolean hasSnippet;
  private boolean hasAsk;

  private boolean fenced;
  private int count;
  private int questions;
  private int requests;
  private int tasks;
  private int artefacts;
  private int changes;
  private int steps;
  private int addressed;
  private int answerChanges;
  private int snippets;
  private int yourSnippets;
  private boolean lastIsRequest;

  Sentences(TermPlaces places) {
    this.places = places;
  }

  /**
   * Reads a token, whose terms have their places.
   *
   * @param content whether it may belong to a topic
   */
  void read(long terms, int hash, boolean content) {
    tokens++;
    if (content) {
      topic.read(hash);
    }
    if (!opened && !onlyFiller(terms)) {
      opened = true;
      opening = terms;
    }
    boolean your = places.near(Term.YOUR, TermPlaces.CLOSE);
    boolean output = Term.OUTPUT.in(terms);
    hasOutput |= output;
    hasYourOutput |= output && your;
    hasYourTarget |= (output || Term.CODE_TARGET.in(terms)) && your;
    hasChange |= Term.CHANGE.in(terms);
    hasArtefact |= Term.ARTEFACT.in(terms);
    hasAsk |= Term.ASK_YOU.in(terms) && opened && tokens <= TermPlaces.CLOSE;
    hasSnippet |= Term.SNIPPET.in(terms) && places.near(Term.FOLLOWING, TermPlaces.CLOSE);
  }

  private static boolean onlyFiller(long terms) {
    return Term.FILLER.in(terms)
        && !Term.DO_WITH.in(terms)
        && !Term.CHANGE.in(terms)
        && !Term.ORDER.in(terms)
        && !Term.WHY.in(terms);
  }

  /** A fence begins or ends, and with it a sentence. */
  void readFence() {
    end(false);
    fenced = !fenced;
  }

  void end(boolean question) {
    if (tokens == 0) {
      return;
    }
    if (!fenced) {
      judge(question);
    }
    tokens = 0;
    opened = false;
    opening = 0;
    hasOutput = false;
    hasYourOutput = false;
    hasYourTarget = false;
    hasChange = false;
    hasArtefact = false;
    hasSnippet = false;
    hasAsk = false;
    topic.next();
  }

  private void judge(boolean question) {
    count++;
    boolean task = Term.DO_WITH.in(opening);
    boolean change = Term.CHANGE.in(opening);
    boolean order = Term.ORDER.in(opening);
    boolean asks = question || (Term.WHY.in(opening) && tokens <= SHORT_QUESTION && !task);
    boolean toYou = hasAsk || Term.ASK_YOU.in(opening);
    boolean snippet = hasSnippet && (task || change || order || places.has(Term.CODE_TARGET));
    boolean answer = hasYourOutput || (hasOutput && (change || task));
    lastIsRequest = task || change || asks || toYou || snippet || answer;
    if (asks) {
      questions++;
    }
    if (task) {
      tasks++;
      if (hasArtefact) {
        artefacts++;
      }
    }
    if (change) {
      changes++;
    }
    if (order && !task && !change) {
      steps++;
    }
    if (toYou) {
      addressed++;
    }
    if (answer && (change || hasChange || task)) {
      answerChanges++;
    }
    if (snippet) {
      snippets++;
    }
    if (lastIsRequest) {
      requests++;
    }
    if (hasSnippet && hasYourTarget) {
      yourSnippets++;
    }
    topic.judge(lastIsRequest);
  }

  /** Writes what the sentences ask for. */
  void fill(FeatureValues values) {
    double all = Math.max(1, count);
    values.raise(Feature.ANSWER_CHANGED, Features.many(answerChanges, 1));
    values.raise(Feature.SNIPPET_INCLUDED, Features.many(snippets, 1));
    values.raise(Feature.SNIPPET_IN_YOURS, Features.many(yourSnippets, 1));
    values.raise(Feature.REQUEST_AND_CODE, snippets > 0 && places.has(Term.DANGER));
    values.raise(Feature.TASK_REQUEST, tasks / all);
    values.raise(Feature.TASK_WITH_ARTEFACT, Features.many(artefacts, 1));
    values.raise(Feature.CHANGE_REQUEST, changes / all);
    values.raise(Feature.MANUAL_STEP, steps / all);
    values.raise(Feature.QUESTION, Features.many(questions, 1));
    values.raise(Feature.ADDRESSED_REQUEST, Features.many(addressed, 1));
    values.raise(Feature.ONLY_REQUESTS, requests == count && count > 0);
    values.raise(Feature.REQUEST_SHARE, requests / all);
    values.raise(Feature.QUESTION_SHARE, questions / all);
    values.raise(Feature.ONE_SENTENCE, count == 1);
    values.raise(Feature.REQUEST_LAST, lastIsRequest && count > 1);
    values.raise(Feature.REQUEST_OFF_TOPIC, topic.astray());
  }
}
