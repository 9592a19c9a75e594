package dev.parley.adapters.llm.openai;

import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.model.ModelGateway.Used;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A provider's stream of chunks (server-sent events), handed on event by event as it came: only
 * what tells of usage is read, and taken out where the caller did not ask for it, and an error is
 * kept back. Many events that come at once go on at once.
 */
final class ChunkStream implements Pieces {
  private static final int READ = 16 << 10;

  /** More than any one event holds. */
  private static final int MOST_PENDING = 8 << 20;

  /**
   * How long the end of the body is waited for behind the last event, for the connection's sake.
   */
  private static final Duration ENDING = Duration.ofMillis(200);

  private static final byte[] USAGE = bytes("\"usage\"");
  private static final byte[] ERROR = bytes("\"error\"");
  private static final byte[] LABEL = bytes("data:");
  private static final byte[] DONE = bytes("[DONE]");
  private static final byte[] REASON = bytes("\"finish_reason\"");

  private final ResponseBody body;
  private final ProviderErrors errors;
  private final Duration patience;
  private final boolean tellUsage;
  private final byte[] read = new byte[READ];
  private byte[] pending = new byte[READ];
  private int held;
  private boolean done;

  /** Whether the last choice that was heard of has come to its end. */
  private boolean answered;

  private final AtomicInteger chunks = new AtomicInteger();
  private volatile @Nullable Used told;
  private volatile @Nullable Failure failure;
  private volatile boolean closed;

  /**
   * @param patience of the body, to be named where it ends
   * @param tellUsage whether the caller wants to hear of the usage
   */
  ChunkStream(ResponseBody body, ProviderErrors errors, Duration patience, boolean tellUsage) {
    this.body = Objects.requireNonNull(body);
    this.errors = Objects.requireNonNull(errors);
    this.patience = Objects.requireNonNull(patience);
    this.tellUsage = tellUsage;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public @Nullable Failure failure() {
    return failure;
  }

  @Override
  public Used used() {
    Used said = told;
    return said == null ? new Used(0, 0, chunks.get(), false) : said;
  }

  @Override
  public void close() {
    closed = true;
    body.close();
  }

  @Override
  public byte @Nullable [] next() {
    if (done || failure != null || closed) {
      end();
      return null;
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(READ);
      while (out.size() == 0) {
        int count = body.read(read, 0, read.length);
        if (count < 0) {
          return atEndOfBody(out);
        }
        append(count);
        pass(out, false);
        if ((done || failure != null) && out.size() == 0) {
          end();
          return null;
        }
      }
      return out.toByteArray();
    } catch (InterruptedIOException e) {
      close();
      return null;
    } catch (HttpTimeoutException e) {
      return failed(errors.silent(patience));
    } catch (ResponseBody.TooLarge e) {
      return failed(errors.tooMuch());
    } catch (IOException e) {
      return failed(errors.brokeOff());
    }
  }

  /** Lets the connection be used again, where the body ends as it should. */
  private void end() {
    if (done && failure == null && body.endsWithin(ENDING)) {
      return;
    }
    body.close();
  }

  private byte @Nullable [] atEndOfBody(ByteArrayOutputStream out) throws IOException {
    // A last event that nobody closed with an empty line.
    pass(out, true);
    boolean open = !done && failure == null && !closed;
    if (open && answered) {
      // Some servers say why the answer ends, and then nothing more; clients wait for the word.
      done = true;
      out.writeBytes(bytes("data: [DONE]\n\n"));
    } else if (open) {
      failed(errors.brokeOff());
    }
    return out.size() == 0 ? null : out.toByteArray();
  }

  private byte @Nullable [] failed(ProviderFault fault) {
    if (!closed && failure == null) {
      failure = new Failure(fault.failure(), null, fault.retryAfter());
    }
    body.close();
    return null;
  }

  private void append(int count) throws IOException {
    if (held + count > pending.length) {
      if (held + count > MOST_PENDING) {
        throw new ResponseBody.TooLarge(MOST_PENDING);
      }
      byte[] larger = new byte[Math.max(2 * pending.length, held + count)];
      System.arraycopy(pending, 0, larger, 0, held);
      pending = larger;
    }
    System.arraycopy(read, 0, pending, held, count);
    held += count;
  }

  /** Takes all whole events from what is pending. */
  private void pass(ByteArrayOutputStream out, boolean last) throws IOException {
    int from = 0;
    int to = endOfEvent(from);
    while (to >= 0 && !done && failure == null) {
      event(from, to, out);
      from = to;
      to = endOfEvent(from);
    }
    if (last && !done && failure == null && from < held) {
      int before = out.size();
      event(from, held, out);
      if (out.size() > before) {
        out.writeBytes(bytes("\n\n"));
      }
      from = held;
    }
    System.arraycopy(pending, from, pending, 0, held - from);
    held -= from;
  }

  /** Behind the empty line that ends the event; -1: it has not come yet. */
  private int endOfEvent(int from) {
    for (int i = from; i < held - 1; i++) {
      if (pending[i] == '\n') {
        if (pending[i + 1] == '\n') {
          return i + 2;
        }
        if (pending[i + 1] == '\r' && i + 2 < held && pending[i + 2] == '\n') {
          return i + 3;
        }
      }
    }
    return -1;
  }

  private void event(int from, int to, ByteArrayOutputStream out) throws IOException {
    int start = contentOf(from, to);
    if (start < 0) {
      // A comment, which keeps the connection awake.
      out.write(pending, from, to - from);
      return;
    }
    int end = start;
    while (end < to && pending[end] != '\n' && pending[end] != '\r') {
      end++;
    }
    if (isAt(start, end, DONE)) {
      done = true;
      out.write(pending, from, to - from);
      return;
    }
    chunks.incrementAndGet();
    if (contains(start, end, ERROR) && isError(start, end)) {
      return;
    }
    if (isCutOff(start, end, to)) {
      failed(errors.unreadable());
      return;
    }
    int reason = indexOf(start, end, REASON);
    if (reason >= 0) {
      answered = isFilled(reason + REASON.length, end);
    }
    if (!contains(start, end, USAGE)) {
      out.write(pending, from, to - from);
      return;
    }
    JsonSpans spans = spans(start, end);
    if (spans == null) {
      return;
    }
    if (spans.usage() != null) {
      told = spans.usage();
    }
    if (tellUsage || spans.usageStart() < 0) {
      out.write(pending, from, to - from);
    } else if (spans.choices()) {
      out.write(pending, from, start - from);
      out.writeBytes(spans.withoutUsage(pending, start, end));
      out.write(pending, end, to - end);
    }
  }

  /**
   * Whether the data, if it is all on one line, is plainly no object: the rest is not looked at.
   */
  private boolean isCutOff(int start, int end, int to) {
    int last = end;
    while (last > start && pending[last - 1] == ' ') {
      last--;
    }
    boolean object = last > start && pending[start] == '{' && pending[last - 1] == '}';
    return !object && !contains(end, to, LABEL);
  }

  private boolean isError(int start, int end) {
    String data = new String(pending, start, end - start, StandardCharsets.UTF_8);
    ProviderFault fault = errors.event(data).orElse(null);
    if (fault != null) {
      failed(fault);
    }
    return fault != null;
  }

  /** Null: that is no JSON, and the stream has failed. */
  private @Nullable JsonSpans spans(int start, int end) {
    try {
      return JsonSpans.of(pending, start, end);
    } catch (IOException e) {
      failed(errors.unreadable());
      return null;
    }
  }

  /** Where the event's data begins; -1: it has none. */
  private int contentOf(int from, int to) {
    int line = from;
    while (line < to) {
      if (startsWith(line, to, LABEL)) {
        int start = line + LABEL.length;
        return start < to && pending[start] == ' ' ? start + 1 : start;
      }
      while (line < to && pending[line] != '\n') {
        line++;
      }
      line++;
    }
    return -1;
  }

  private boolean isAt(int start, int end, byte[] word) {
    int last = end;
    while (last > start && pending[last - 1] == ' ') {
      last--;
    }
    return last - start == word.length && startsWith(start, last, word);
  }

  private boolean startsWith(int start, int end, byte[] word) {
    if (end - start < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (pending[start + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a member has a text in it, and not null. */
  private boolean isFilled(int behindName, int end) {
    int value = behindName;
    while (value < end && (pending[value] == ' ' || pending[value] == ':')) {
      value++;
    }
    return value + 1 < end && pending[value] == '"' && pending[value + 1] != '"';
  }

  private boolean contains(int start, int end, byte[] word) {
    return indexOf(start, end, word) >= 0;
  }

  private int indexOf(int start, int end, byte[] word) {
    for (int i = start; i <= end - word.length; i++) {
      if (pending[i] == word[0] && startsWith(i, end, word)) {
        return i;
      }
    }
    return -1;
  }
}
