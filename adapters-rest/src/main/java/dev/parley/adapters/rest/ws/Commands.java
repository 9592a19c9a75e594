package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.chat.ChatRequest;
import dev.parley.adapters.rest.chat.ChatTurns;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpStatus;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Objects;

/** Does what a known caller asks for over a socket, by the use cases that HTTP has it done by. */
@Singleton
final class Commands {
  private final ChatTurns chatTurns;
  private final Runs runs;
  private final CancelRun cancelRun;
  private final RunStreams streams;
  private final Intake intake;
  private final Frames frames;
  private final Failures failures;
  private final JsonMapper json;
  private final SocketLimits limits;

  Commands(
      ChatTurns chatTurns,
      Runs runs,
      CancelRun cancelRun,
      RunStreams streams,
      Intake intake,
      Frames frames,
      Failures failures,
      JsonMapper json,
      SocketLimits limits) {
    this.chatTurns = chatTurns;
    this.runs = runs;
    this.cancelRun = cancelRun;
    this.streams = streams;
    this.intake = intake;
    this.frames = frames;
    this.failures = failures;
    this.json = json;
    this.limits = limits;
  }

  /**
   * Does it and answers it.
   *
   * @throws InvalidValue if the frame is not of the form that its type has
   * @throws ProblemException if it is refused
   */
  void work(Socket socket, Caller caller, Asked asked) {
    switch (asked.type()) {
      case "chat.send" -> send(socket, caller, asked);
      case "run.resume" -> resume(socket, caller, asked);
      case "run.cancel" -> cancel(socket, caller, asked);
      case "ping" -> answer(socket, frames.pong());
      case "auth" ->
          throw new ProblemException(
              Problem.of(
                  HttpStatus.CONFLICT,
                  "already_authenticated",
                  "This socket has its caller (expected: another socket for another key)."));
      default ->
          throw new InvalidValue(
              "type",
              "'" + Fields.shortened(asked.type()) + "'",
              "auth, chat.send, run.resume, run.cancel or ping");
    }
  }

  private void send(Socket socket, Caller caller, Asked asked) {
    intake.requireOpen();
    requireRoom(socket);
    AcceptedMessage accepted =
        chatTurns.accept(
            caller, requestIn(asked), IdempotencyKeys.clientKey(asked.text("idempotency_key")));
    answer(socket, frames.ack(asked.type(), asked.ref(), accepted));
    watch(socket, accepted.run(), 0);
  }

  private ChatRequest requestIn(Asked asked) {
    try {
      return Objects.requireNonNull(json.readValueFromTree(asked.json(), ChatRequest.class));
    } catch (IOException unfit) {
      throw new ProblemException(Problem.of(unfit));
    }
  }

  private void resume(Socket socket, Caller caller, Asked asked) {
    long after = asked.seq("after");
    Run run = find(caller, asked);
    if (socket.isWatching(run.id())) {
      throw new ProblemException(
          Problem.of(
                  HttpStatus.CONFLICT,
                  "already_watched",
                  "This socket watches that run (expected: a run that it does not watch).")
              .aboutRun(run.id().value(), run.conversation().value()));
    }
    requireRoom(socket);
    answer(socket, frames.ack(asked.type(), asked.ref(), run.id()));
    watch(socket, run, after);
  }

  private void cancel(Socket socket, Caller caller, Asked asked) {
    Run run = find(caller, asked);
    Outcomes.done(cancelRun.cancel(caller.principal(), run.id()));
    answer(socket, frames.ack(asked.type(), asked.ref(), run.id()));
  }

  private Run find(Caller caller, Asked asked) {
    RunId id = new RunId(asked.id("run_id"));
    return Outcomes.found(runs.find(caller.tenant(), caller.subject(), id));
  }

  private void requireRoom(Socket socket) {
    if (socket.watching() >= limits.runs()) {
      throw new ProblemException(
          Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too_many_runs",
              "This socket watches "
                  + socket.watching()
                  + " runs (expected: fewer than "
                  + limits.runs()
                  + "). Wait for one to end, or open another socket."));
    }
  }

  private void watch(Socket socket, Run run, long after) {
    Watch watch =
        new Watch(
            socket,
            run.id(),
            after,
            frames,
            fault -> failures.answer(socket, null, run.id(), fault));
    // A message that is sent again under its key may be watched already.
    if (socket.begin(run.id(), watch)) {
      // The socket itself ends with its caller.
      streams.entries(run, after, () -> true).subscribe(watch);
    }
  }

  private static void answer(Socket socket, String frame) {
    boolean unused = socket.send(frame);
  }
}
