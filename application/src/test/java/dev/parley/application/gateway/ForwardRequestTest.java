package dev.parley.application.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.conversation.InMemoryUsageLedger;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.gateway.ForwardRequest.Forwarded;
import dev.parley.application.gateway.ForwardRequest.Wanted;
import dev.parley.application.model.InMemoryModelCatalog;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Call;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Operation;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.model.ModelGateway.Used;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.InMemoryQuotaStore;
import dev.parley.application.routing.Choice;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.ModelHealth;
import dev.parley.application.routing.RoutedCatalog;
import dev.parley.application.routing.RoutedGateway;
import dev.parley.application.routing.RoutingTable;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.CircuitPolicy;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwardRequestTest {
  private static final String QUESTION = "How far is it?";

  /** The vocabulary of the first model. */
  private static final TokenCounter WORDS = text -> text.toString().split(" ").length;

  private static final ModelId FIRST = new ModelId("first");
  private static final ModelId SECOND = new ModelId("second");
  private static final ModelId ROUTE = new ModelId("route");
  private static final Call CALL =
      new Call(Operation.CHAT, new byte[] {1}, new byte[] {2}, false, false);
  private static final Reply WHOLE =
      new Reply.Whole("{}".getBytes(StandardCharsets.UTF_8), new Used(1_000, 400, 50, true));

  private final Stores stores = Stores.inMemory();
  private final Clock clock = Clock.fixed(Fixtures.NOW, ZoneOffset.UTC);
  private final TenantId tenant = stores.tenant().id();
  private final Principal caller = new Principal(tenant, "key:reception", Set.of(Role.CHAT));
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ModelId> asked = new ArrayList<>();
  private final ModelQueue queue = Queues.of(1);
  private final InMemoryQuotaStore quotas = new InMemoryQuotaStore();
  private final MeterCalls meter =
      new MeterCalls(
          stores.usageLedger(),
          executor,
          fault -> {
            throw new IllegalStateException(fault);
          });

  @AfterEach
  void close() {
    executor.close();
  }

  private static Model model(ModelId id) {
    return new Model(
        id,
        "test",
        10_000,
        1_000,
        new TokenPrice(new Money(1_000_000), new Money(500_000), new Money(2_000_000)),
        Set.of("chat"));
  }

  private ModelGateway gateway(ModelId id, Reply reply) {
    return new Gateway(
        call -> {
          asked.add(id);
          return reply;
        },
        CompletableFuture.completedFuture(reply));
  }

  @FunctionalInterface
  private interface Sending {
    Reply send(Call call) throws InterruptedException;
  }

  /** Both ways to ask. */
  private record Gateway(Sending sending, CompletableFuture<Reply> coming) implements ModelGateway {
    @Override
    public Reply send(Call call) throws InterruptedException {
      return sending.send(call);
    }

    @Override
    public CompletableFuture<Reply> sendWhole(Call call) {
      return coming;
    }
  }

  private ModelGateway gateway(CompletableFuture<Reply> coming) {
    return new Gateway(
        call -> {
          throw new AssertionError("asked by a thread that waits");
        },
        coming);
  }

  private static Reply failed(Code code) {
    return new Reply.Failed(new Failure(new RunFailure(code, "planned"), null, null));
  }

  private ForwardRequest forward(ModelGateway first, ModelGateway second, @Nullable Rate rate) {
    return forward(first, second, rate, List.of());
  }

  private ForwardRequest forward(
      ModelGateway first, ModelGateway second, @Nullable Rate rate, List<ModelId> fallbacks) {
    InMemoryModelCatalog models =
        new InMemoryModelCatalog().with(model(FIRST), first).with(model(SECOND), second);
    RoutingTable table =
        new RoutingTable(
            Map.of(
                ROUTE,
                List.of(
                    RoutingTable.always(FIRST),
                    RoutingTable.always(new ModelId("offline")),
                    RoutingTable.always(SECOND))),
            fallbacks,
            Strategy.IN_ORDER,
            null);
    ModelHealth health = new ModelHealth(CircuitPolicy.DEFAULT, clock);
    ChooseModel choose = new ChooseModel(models, table, health, clock);
    return new ForwardRequest(
        new RoutedCatalog(models, table, null),
        choose,
        new RoutedGateway(choose, health),
        queue,
        new Admittance(
            new AdmitRequest(quotas, rate, null, stores.usageLedger(), Fixtures::id, clock),
            meter,
            Fixtures::id,
            clock),
        id -> id.equals(FIRST) ? WORDS : new EstimatingTokenCounter());
  }

  private static Wanted wanted(ModelId model) {
    return wanted(model, 100, QUESTION);
  }

  private static Wanted wanted(ModelId model, int estimate, String text) {
    return new Wanted(model, estimate, null, Set.of(), List.of("Be brief.", text), text);
  }

  private Forwarded forwarded(ForwardRequest forward, ModelId model) throws InterruptedException {
    Choice choice = Outcomes.done(forward.choose(wanted(model)));
    return Outcomes.done(forward.forward(caller, choice, CALL));
  }

  private List<UsageLedger.Call> booked() {
    meter.close();
    return ((InMemoryUsageLedger) stores.usageLedger()).calls(tenant);
  }

  @Test
  void booksAWholeAnswerByTheProvidersCount() throws Exception {
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null);

    assertThat(forwarded(forward, FIRST)).isInstanceOf(Forwarded.Whole.class);

    assertThat(booked())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.subject()).isEqualTo("key:reception");
              assertThat(call.model()).isEqualTo(FIRST);
              // 600 at 1 micro-USD, 400 at a half, 50 at 2.
              assertThat(call.usage()).isEqualTo(new TokenUsage(1_000, 50, new Money(900)));
            });
    assertThat(queue.running()).isZero();
  }

  @Test
  void estimatesThePromptWhereTheProviderCountsNothing() throws Exception {
    Reply uncounted = new Reply.Whole(new byte[] {'{', '}'}, new Used(0, 0, 7, false));
    ForwardRequest forward = forward(gateway(FIRST, uncounted), gateway(SECOND, WHOLE), null);

    assertThat(forwarded(forward, FIRST)).isInstanceOf(Forwarded.Whole.class);

    assertThat(booked())
        .singleElement()
        .satisfies(call -> assertThat(call.usage().totalTokens()).isEqualTo(107));
  }

  @Test
  void refusesWhatAModelThatIsKnownCannotRead() {
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null);
    String tooLong = "word ".repeat(12_000);

    assertThat(Outcomes.refusal(forward.choose(wanted(FIRST, 13_000, tooLong))))
        .isEqualTo(
            new Refusal.Invalid(
                "context_length_exceeded",
                "messages",
                "messages: more tokens than the window of model first takes (expected: at most"
                    + " 10000, answer included)"));
  }

  @Test
  void leavesToTheProviderWhatMayFit() {
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null);

    // Estimated to be longer than it is.
    assertThat(forward.choose(wanted(FIRST, 13_000, "word ".repeat(9_000))))
        .isInstanceOf(Outcome.Done.class);
    // Of whose vocabulary nothing is known.
    assertThat(forward.choose(wanted(SECOND, 13_000, "word ".repeat(12_000))))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void asksTheNextModelOfARouteThatHasAGateway() throws Exception {
    ForwardRequest forward =
        forward(gateway(FIRST, failed(Code.PROVIDER_UNAVAILABLE)), gateway(SECOND, WHOLE), null);

    assertThat(forwarded(forward, ROUTE)).isInstanceOf(Forwarded.Whole.class);

    assertThat(asked).containsExactly(FIRST, SECOND);
    assertThat(booked()).extracting(UsageLedger.Call::model).containsExactly(SECOND);
  }

  @Test
  void asksNoOtherModelWhereTheRequestItselfIsRefused() throws Exception {
    ForwardRequest forward =
        forward(gateway(FIRST, failed(Code.PROVIDER_REJECTED)), gateway(SECOND, WHOLE), null);

    assertThat(forwarded(forward, ROUTE)).isInstanceOf(Forwarded.Failed.class);

    assertThat(asked).containsExactly(FIRST);
    assertThat(booked()).isEmpty();
  }

  @Test
  void countsAFailureAsARequestOfNoTokens() throws Exception {
    ForwardRequest forward =
        forward(
            gateway(FIRST, failed(Code.PROVIDER_UNAVAILABLE)),
            gateway(SECOND, WHOLE),
            new Rate(1, 1));

    assertThat(forwarded(forward, FIRST)).isInstanceOf(Forwarded.Failed.class);
    assertThat(queue.running()).isZero();

    Choice choice = Outcomes.done(forward.choose(wanted(FIRST)));
    assertThat(Outcomes.refusal(forward.forward(caller, choice, CALL)))
        .isInstanceOf(Refusal.Limited.class);
    assertThat(booked()).isEmpty();
  }

  @Test
  void refusesWhoIsOverTheirRate() throws Exception {
    Rate one = new Rate(1, 1);
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), one);
    assertThat(forwarded(forward, FIRST)).isInstanceOf(Forwarded.Whole.class);

    Choice choice = Outcomes.done(forward.choose(wanted(FIRST)));
    Outcome<Forwarded> refused = forward.forward(caller, choice, CALL);

    assertThat(refused)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            outcome -> assertThat(outcome.refusal()).isInstanceOf(Refusal.Limited.class));
    assertThat(asked).hasSize(1);
  }

  @Test
  void knowsNoOtherModels() {
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null);

    assertThat(forward.choose(wanted(new ModelId("third"))))
        .isEqualTo(Outcome.refused(ForwardRequest.unknown(new ModelId("third"))));
  }

  /** Pieces that a test hands out. */
  private static final class Planned implements Pieces {
    private int left;
    private boolean closed;

    Planned(int pieces) {
      left = pieces;
    }

    @Override
    public byte @Nullable [] next() {
      return left-- > 0 ? new byte[] {'x'} : null;
    }

    @Override
    public @Nullable Failure failure() {
      return null;
    }

    @Override
    public Used used() {
      return new Used(10, 0, 5, true);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void holdsItsTurnWhileItStreamsAndBooksAtTheEnd() throws Exception {
    ForwardRequest forward =
        forward(gateway(FIRST, new Reply.Begun(new Planned(1))), gateway(SECOND, WHOLE), null);

    Pieces pieces = ((Forwarded.Streaming) forwarded(forward, FIRST)).pieces();

    assertThat(queue.running()).isEqualTo(1);
    assertThat(pieces.next()).isNotNull();
    assertThat(queue.running()).isEqualTo(1);
    assertThat(pieces.next()).isNull();
    assertThat(queue.running()).isZero();
    pieces.close();
    assertThat(booked()).hasSize(1);
  }

  @Test
  void booksAStreamThatIsLeft() throws Exception {
    Planned planned = new Planned(9);
    ForwardRequest forward =
        forward(gateway(FIRST, new Reply.Begun(planned)), gateway(SECOND, WHOLE), null);

    Pieces pieces = ((Forwarded.Streaming) forwarded(forward, FIRST)).pieces();
    pieces.close();
    pieces.close();

    assertThat(planned.closed).isTrue();
    assertThat(queue.running()).isZero();
    assertThat(booked()).hasSize(1);
  }

  @Test
  void givesEverythingBackWhenItIsInterrupted() {
    ForwardRequest forward =
        forward(
            new Gateway(
                call -> {
                  throw new InterruptedException("planned");
                },
                new CompletableFuture<>()),
            gateway(SECOND, WHOLE),
            new Rate(1, 1));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> forwarded(forward, FIRST)).isInstanceOf(InterruptedException.class);
      assertThat(queue.running()).isZero();
    }
    assertThat(booked()).isEmpty();
  }

  private Outcome<CompletableFuture<Forwarded>> atOnce(ForwardRequest forward) {
    Choice choice = forward.chooseAtOnce(wanted(FIRST)).orElseThrow();
    return forward.forwardAtOnce(caller, choice, CALL).orElseThrow();
  }

  @Test
  void booksAWholeAnswerForWhichNobodyWaits() throws Exception {
    CompletableFuture<Reply> coming = new CompletableFuture<>();
    ForwardRequest forward = forward(gateway(coming), gateway(SECOND, WHOLE), null);

    CompletableFuture<Forwarded> forwarded = Outcomes.done(atOnce(forward));
    assertThat(forwarded).isNotDone();
    assertThat(queue.running()).isEqualTo(1);
    coming.complete(WHOLE);

    assertThat(forwarded.get()).isInstanceOf(Forwarded.Whole.class);
    assertThat(queue.running()).isZero();
    assertThat(booked())
        .singleElement()
        .satisfies(
            call -> assertThat(call.usage()).isEqualTo(new TokenUsage(1_000, 50, new Money(900))));
  }

  @Test
  void countsAFailureForWhichNobodyWaitsAsARequestOfNoTokens() throws Exception {
    CompletableFuture<Reply> coming =
        CompletableFuture.completedFuture(failed(Code.PROVIDER_UNAVAILABLE));
    ForwardRequest forward = forward(gateway(coming), gateway(SECOND, WHOLE), new Rate(1, 1));

    assertThat(Outcomes.done(atOnce(forward)).get()).isInstanceOf(Forwarded.Failed.class);
    assertThat(queue.running()).isZero();

    assertThat(Outcomes.refusal(atOnce(forward))).isInstanceOf(Refusal.Limited.class);
    assertThat(booked()).isEmpty();
  }

  @Test
  void givesEverythingBackWhenItIsCancelled() {
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Reply> coming = new CompletableFuture<>();
      ForwardRequest forward = forward(gateway(coming), gateway(SECOND, WHOLE), new Rate(1, 1));
      CompletableFuture<Forwarded> forwarded = Outcomes.done(atOnce(forward));

      forwarded.cancel(false);

      assertThat(coming).isCancelled();
      assertThat(queue.running()).isZero();
    }
    assertThat(booked()).isEmpty();
  }

  @Test
  void givesEverythingBackWhereTheGatewayBreaks() {
    CompletableFuture<Reply> broken =
        CompletableFuture.failedFuture(new IllegalStateException("planned"));
    ForwardRequest forward = forward(gateway(broken), gateway(SECOND, WHOLE), new Rate(1, 1));

    for (int i = 0; i < 2; i++) {
      assertThat(Outcomes.done(atOnce(forward)))
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withCause(new IllegalStateException("planned"));
      assertThat(queue.running()).isZero();
    }
    assertThat(booked()).isEmpty();
  }

  @Test
  void leavesToThoseWhoWaitWhatIsNotToBeHadAtOnce() throws Exception {
    ForwardRequest forward = forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null);
    Choice choice = forward.chooseAtOnce(wanted(FIRST)).orElseThrow();
    assertThat(forward.chooseAtOnce(wanted(ROUTE))).isEmpty();
    assertThat(forward.chooseAtOnce(wanted(new ModelId("third")))).isEmpty();
    assertThat(forward.chooseAtOnce(wanted(new ModelId("offline")))).isEmpty();
    assertThat(forward.chooseAtOnce(wanted(FIRST, 13_000, "word ".repeat(12_000)))).isEmpty();
    assertThat(
            forward(gateway(FIRST, WHOLE), gateway(SECOND, WHOLE), null, List.of(SECOND))
                .chooseAtOnce(wanted(FIRST)))
        .isEmpty();

    ModelQueue.Permit other = queue.tryAcquire(tenant, Priority.INTERACTIVE, 1);
    assertThat(forward.forwardAtOnce(caller, choice, CALL)).isEmpty();
    assertThat(queue.waiting()).isZero();
    Objects.requireNonNull(other).close();

    assertThat(forward.forwardAtOnce(caller, choice, CALL)).isPresent();
    assertThat(booked()).hasSize(1);
  }
}
