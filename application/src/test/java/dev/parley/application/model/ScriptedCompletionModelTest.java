package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.domain.conversation.RunFailure.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScriptedCompletionModelTest extends CompletionModelContract {

  @Override
  protected CompletionModel model() {
    return ScriptedCompletionModel.saying("Seven ", "years.");
  }

  @Override
  protected Request request() {
    return Prompts.asking("How long is the warranty?");
  }

  @Test
  void failsAfterItsTextWhenToldTo() {
    List<String> pieces = new ArrayList<>();

    Completion completion =
        ScriptedCompletionModel.saying("Seven ")
            .thenFailing(Code.PROVIDER_UNAVAILABLE)
            .complete(request(), pieces::add);

    assertThat(pieces).containsExactly("Seven ");
    assertThat(completion)
        .isInstanceOfSatisfying(
            Completion.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE));
  }

  @Test
  void waitsInTheMiddleUntilReleased() throws Exception {
    ScriptedCompletionModel model =
        ScriptedCompletionModel.saying("Seven ", "years.").waitingAfter(1);
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Completion> completion =
        CompletableFuture.supplyAsync(() -> model.complete(request(), said::add));

    model.awaitWaiting();
    assertThat(said).containsExactly("Seven ");
    model.release();

    assertThat(completion.get()).isInstanceOf(Completion.Finished.class);
    assertThat(said).containsExactly("Seven ", "years.");
  }

  @Test
  void stopsWaitingWhenInterrupted() throws Exception {
    ScriptedCompletionModel model =
        ScriptedCompletionModel.saying("Seven ", "years.").waitingAfter(1);
    AtomicReference<Completion> completion = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual().start(() -> completion.set(model.complete(request(), piece -> {})));

    model.awaitWaiting();
    caller.interrupt();
    caller.join();

    assertThat(completion).hasValue(new Completion.Interrupted());
  }

  @Test
  void remembersWhatItWasAsked() {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("Seven years.");
    Request request = request();

    model.complete(request, piece -> {});

    assertThat(model.requests()).containsExactly(request);
  }
}
