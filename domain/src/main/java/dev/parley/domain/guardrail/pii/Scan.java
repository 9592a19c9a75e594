package dev.parley.domain.guardrail.pii;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text once from left to right, in as many pieces as it comes, and tells a {@link Sink}
 * what passes and what was found. What is told does not depend on the pieces.
 *
 * <p>Recognisers are tried where a run of letters and digits begins, and at the few signs that can
 * open a pattern. The finding that begins first has its characters; of those that begin at the same
 * place the longest, and of equally long ones the kind that {@link PiiKind} declares first. A
 * recogniser reads at most {@code reach} characters from its beginning, and looks back over at most
 * {@link Window#HISTORY}: so the work is linear in the text, and never more than {@code reach}
 * characters are held back.
 *
 * <p>Not safe for use by several threads.
 */
final class Scan {
  /** Takes what a scan has decided, in the order of the text. */
  interface Sink {
    /** Characters that hold nothing sought. */
    void pass(String text);

    /** Something is found from {@code start} on. */
    void found(PiiKind kind, long start, String value);

    /** Something is found that is too long to be kept. */
    void opened(PiiKind kind, long start);

    /** What was opened ends here. */
    void closed(long end);

    /** Characters that look like a placeholder. */
    void placeholder(String text);
  }

  private enum Tail {
    NONE,
    TOKEN,
    KEY_BLOCK
  }

  private static final String END_LINE = "-----END ";
  private static final int MAX_END_LINE = 64;

  /** Runs of letters that are shorter and stand alone are words, and nothing else. */
  private static final int MIN_KEY = 16;

  private final Set<PiiKind> sought;
  private final Window window;
  private final Context context = new Context();
  private final DigitGroups digits = new DigitGroups();
  private int at;
  private int passedTo;

  /** Whether an e-mail address that would hold the next letter has begun before it. */
  private boolean inLocal;

  private Tail tail = Tail.NONE;
  private @Nullable PiiKind best;
  private int bestEnd;

  Scan(Set<PiiKind> sought, int reach) {
    this.sought = EnumSet.noneOf(PiiKind.class);
    this.sought.addAll(sought);
    this.window = new Window(reach);
  }

  void accept(String piece, Sink sink) {
    int now = window.append(piece, at);
    passedTo += now - at;
    at = now;
    advance(sink);
  }

  void finish(Sink sink) {
    window.end();
    advance(sink);
    if (tail != Tail.NONE) {
      tail = Tail.NONE;
      sink.closed(window.position(at));
    }
  }

  /** How many characters have been taken and not told yet. */
  int held() {
    return window.size() - at;
  }

  /** How many characters have been read: the work done, in steps. */
  long steps() {
    return window.steps();
  }

  private void advance(Sink sink) {
    boolean decided = true;
    while (decided && at < window.size()) {
      window.begin(at);
      context.at(window.position(at));
      decided = tail == Tail.NONE ? step(sink) : swallow(sink);
    }
    pass(sink);
  }

  /** Decides what begins here, or answers that more must come first. */
  private boolean step(Sink sink) {
    best = null;
    bestEnd = -1;
    char c = window.at(at);
    int next = at + 1;
    if (Chars.isWord(c)) {
      if (Chars.isWord(window.at(at - 1))) {
        return skip(next, true);
      }
      next = run();
    } else {
      sign(c);
    }
    if (window.starved()) {
      return false;
    }
    if (best != null) {
      return take(sink, best);
    }
    if (c == '<' && placeholder(sink)) {
      return true;
    }
    if (window.starved()) {
      return false;
    }
    if (Chars.isWord(c)) {
      context.word(window, at, next);
      return skip(next, true);
    }
    if (Chars.isGlued(c)) {
      context.glued(window.at(at - 1), c, window.position(next));
      return skip(next, true);
    }
    if (Character.isHighSurrogate(c)) {
      if (Character.isLowSurrogate(window.at(next))) {
        next++;
      } else if (window.starved()) {
        return false;
      }
    }
    return skip(next, inLocal && Emails.joinsLocal(c));
  }

  private boolean skip(int next, boolean local) {
    at = next;
    inLocal = local;
    return true;
  }

  /** Tries what begins with a letter or a digit; answers where the run of them ends. */
  private int run() {
    int end = at;
    boolean letters = true;
    char c = window.at(end);
    while (Chars.isWord(c)) {
      letters &= !Chars.isDigit(c);
      end++;
      c = window.at(end);
    }
    if (window.starved()) {
      return end;
    }
    boolean birth = letters && seeks(PiiKind.DATE_OF_BIRTH);
    if (birth) {
      offer(PiiKind.DATE_OF_BIRTH, Dates.monthFirst(window, at, end, context));
    }
    if (letters && end - at < MIN_KEY && !goesOn(c) && window.at(at - 1) != '=') {
      return end;
    }
    if (seeks(PiiKind.EMAIL) && (!inLocal || Chars.isGlued(window.at(at - 1)))) {
      offer(PiiKind.EMAIL, Emails.end(window, at));
    }
    tryUrl();
    if (seeks(PiiKind.API_KEY)) {
      offer(PiiKind.API_KEY, Secrets.key(window, at, end, context));
    }
    if (seeks(PiiKind.CRYPTO_ADDRESS) && CryptoAddresses.isAddress(window, at, end)) {
      offer(PiiKind.CRYPTO_ADDRESS, end);
    }
    if (seeks(PiiKind.IP_ADDRESS) && c == ':' && end - at <= 4) {
      offer(PiiKind.IP_ADDRESS, IpAddresses.end6(window, at));
    }
    if (seeks(PiiKind.IBAN) && Chars.isAsciiLetter(window.at(at))) {
      offer(PiiKind.IBAN, Ibans.end(window, at));
    }
    if (seeks(PiiKind.PASSPORT)) {
      offer(PiiKind.PASSPORT, Identities.passport(window, at, end, context));
    }
    if (seeks(PiiKind.DRIVER_LICENSE)) {
      offer(PiiKind.DRIVER_LICENSE, Identities.license(window, at, end, context));
    }
    if (Chars.isDigit(window.at(at))) {
      number();
    }
    return end;
  }

  /** Whether what follows a run of letters can make more of it than a word. */
  private static boolean goesOn(char c) {
    return !(c <= ' ' || c == ',' || c == ';' || c == '!' || c == '?' || c == ')' || c == '"');
  }

  /** Tries what begins with a sign. */
  private void sign(char c) {
    switch (c) {
      case '+', '(' -> {
        char next = window.at(at + 1);
        if (Chars.isDigit(next) || (c == '(' && next == '+')) {
          digits.read(window, at);
          phone();
        }
      }
      case ':' -> {
        if (seeks(PiiKind.IP_ADDRESS) && !Chars.isWord(window.at(at - 1))) {
          offer(PiiKind.IP_ADDRESS, IpAddresses.end6(window, at));
        }
        tryUrl();
      }
      case '-' -> {
        if (seeks(PiiKind.PRIVATE_KEY)) {
          offer(PiiKind.PRIVATE_KEY, Secrets.privateKey(window, at));
        }
      }
      default -> {
        if (Chars.isGlued(c) && seeks(PiiKind.EMAIL) && !inLocal) {
          offer(PiiKind.EMAIL, Emails.end(window, at));
        }
      }
    }
  }

  private void tryUrl() {
    if (seeks(PiiKind.URL_CREDENTIALS)) {
      offer(PiiKind.URL_CREDENTIALS, Secrets.inUrl(window, at));
    }
  }

  private void number() {
    digits.read(window, at);
    if (digits.groups() == 0) {
      return;
    }
    if (seeks(PiiKind.CREDIT_CARD)) {
      offer(PiiKind.CREDIT_CARD, Cards.end(window, at, digits, context));
    }
    if (seeks(PiiKind.IP_ADDRESS) && digits.length(0) <= 3) {
      offer(PiiKind.IP_ADDRESS, IpAddresses.end4(window, at, context));
    }
    if (seeks(PiiKind.US_SSN)) {
      offer(PiiKind.US_SSN, Identities.ssn(window, at, digits, context));
    }
    if (seeks(PiiKind.DATE_OF_BIRTH)) {
      offer(PiiKind.DATE_OF_BIRTH, Dates.end(window, at, digits, context));
    }
    phone();
  }

  private void phone() {
    if (seeks(PiiKind.PHONE) && digits.groups() > 0) {
      offer(PiiKind.PHONE, Phones.end(window, at, digits, context));
    }
  }

  private boolean seeks(PiiKind kind) {
    return sought.contains(kind);
  }

  private void offer(PiiKind kind, int end) {
    boolean first = best == null || end > bestEnd || (end == bestEnd && kind.compareTo(best) < 0);
    if (end > at && first) {
      best = kind;
      bestEnd = end;
    }
  }

  private boolean take(Sink sink, PiiKind kind) {
    pass(sink);
    long start = window.position(at);
    if (kind == PiiKind.PRIVATE_KEY) {
      tail = Tail.KEY_BLOCK;
    } else if (isSecret(kind) && bestEnd - at >= Secrets.MAX_HEAD) {
      tail = Tail.TOKEN;
    }
    if (tail == Tail.NONE) {
      sink.found(kind, start, window.text(at, bestEnd));
    } else {
      sink.opened(kind, start);
    }
    at = bestEnd;
    passedTo = at;
    inLocal = false;
    return true;
  }

  private static boolean isSecret(PiiKind kind) {
    return kind == PiiKind.API_KEY || kind == PiiKind.URL_CREDENTIALS;
  }

  private boolean placeholder(Sink sink) {
    int end = Placeholders.end(window, at);
    if (end < 0 || window.starved()) {
      return false;
    }
    pass(sink);
    sink.placeholder(window.text(at, end));
    at = end;
    passedTo = end;
    inLocal = false;
    return true;
  }

  /** Goes over what belongs to something that was opened. */
  private boolean swallow(Sink sink) {
    char c = window.at(at);
    int next = at + 1;
    boolean over;
    if (tail == Tail.TOKEN) {
      over = !Secrets.isTail(c);
      next = over ? at : next;
    } else {
      over = c == '-' && window.readsExactly(at, END_LINE);
      next = over ? endLine() : next;
      if (window.starved()) {
        return false;
      }
    }
    at = next;
    passedTo = next;
    if (over) {
      tail = Tail.NONE;
      sink.closed(window.position(at));
    }
    return true;
  }

  private int endLine() {
    int from = at + END_LINE.length();
    for (int i = from; i - from < MAX_END_LINE && window.at(i) != '\n'; i++) {
      if (window.readsExactly(i, "-----")) {
        return i + "-----".length();
      }
    }
    return from;
  }

  private void pass(Sink sink) {
    if (at > passedTo) {
      sink.pass(window.text(passedTo, at));
    }
    passedTo = at;
  }
}
