package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process that reads one document after the other. Requests come on its standard input, replies
 * go to its standard output, and nothing else does: what libraries print is thrown away. It ends
 * when its input ends, which is also when whoever started it is gone, however that happened.
 */
public final class ParserMain {
  /** Written once, when the process can be asked. */
  public static final int READY = 0x50_52_44_59;

  /** The exit code where a document took longer than its limit and nobody had ended the process. */
  static final int OVERTIME = 4;

  /** Whoever started the process ends it at the limit; this is for when they cannot. */
  private static final long GRACE_MILLIS = 5_000;

  /** Parsers descend as deep as documents are nested; most of it is never touched. */
  private static final long STACK_BYTES = 16L << 20;

  /** What may be in use when a document is done; more is a leak, or a cache that grows. */
  private static final long MAX_IDLE_BYTES = 128L << 20;

  private final DataInputStream requests;
  private final DataOutputStream replies;
  private final Path folder;
  private final DocumentReader reader;
  private final BlockingQueue<Request> accepted = new LinkedBlockingQueue<>();
  private final Timer timer = new Timer("overtime", true);

  private ParserMain(InputStream requests, OutputStream replies, Path folder) {
    this.requests = new DataInputStream(new BufferedInputStream(requests));
    this.replies = new DataOutputStream(new BufferedOutputStream(replies, 1 << 16));
    this.folder = folder;
    Optional<TextRecognition> recognition = TextRecognition.program().flatMap(TextRecognition::by);
    this.reader = new DocumentReader(new Scans(recognition, this::askForTime));
  }

  /** Runs until the input ends. The working directory is the process's own, and is removed. */
  public static void main(String[] arguments) throws IOException {
    InputStream requests = new FileInputStream(FileDescriptor.in);
    OutputStream replies = new FileOutputStream(FileDescriptor.out);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    System.setIn(InputStream.nullInputStream());
    System.setOut(nowhere);
    System.setErr(nowhere);
    Network.refuse();
    new ParserMain(requests, replies, Path.of("").toAbsolutePath()).run();
  }

  private void run() throws IOException {
    Thread.ofPlatform().daemon().name("reader").stackSize(STACK_BYTES).start(this::answerAll);
    replies.writeInt(READY);
    replies.flush();
    try {
      while (true) {
        accepted.add(Request.read(requests));
      }
    } catch (IOException end) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      WorkFolder.remove(folder);
      Runtime.getRuntime().halt(0);
    }
  }

  private void answerAll() {
    try {
      while (true) {
        Request request = accepted.take();
        Duration limit = request.limit().plus(request.moreTime());
        TimerTask overtime = haltAfter(limit.toMillis() + GRACE_MILLIS);
        Reply.Sent sent = answer(request);
        overtime.cancel();
        sent.write(replies);
        WorkFolder.empty(folder);
      }
    } catch (IOException | InterruptedException gone) {
      Runtime.getRuntime().halt(1);
    }
  }

  private void askForTime() throws IOException {
    replies.writeInt(Reply.MORE_TIME);
    replies.flush();
  }

  private TimerTask haltAfter(long millis) {
    TimerTask overtime =
        new TimerTask() {
          @Override
          public void run() {
            Runtime.getRuntime().halt(OVERTIME);
          }
        };
    timer.schedule(overtime, millis);
    return overtime;
  }

  /**
   * Answers whatever the document does. What a parser left behind when it ran out of stack or could
   * not load a class is not to be trusted with another document.
   */
  private Reply.Sent answer(Request request) {
    try {
      Reply reply = reader.answer(request);
      return new Reply.Sent(reply, leaks());
    } catch (OutOfMemoryError tooMuch) {
      return new Reply.Sent(new Reply.Failed("", DocumentError.TOO_LARGE), true);
    } catch (Error led) {
      return new Reply.Sent(new Reply.Failed("", DocumentError.CORRUPT), true);
    }
  }

  private static boolean leaks() {
    if (usedBytes() < MAX_IDLE_BYTES) {
      return false;
    }
    System.gc();
    return usedBytes() > MAX_IDLE_BYTES;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
