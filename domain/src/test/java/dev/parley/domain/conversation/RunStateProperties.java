package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.quota.TokenUsage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The state machine of a run, read from the types: what is not here does not compile. */
class RunStateProperties {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final RunFailure FAILURE =
      new RunFailure(RunFailure.Code.INTERNAL, "It did not work.");

  @Example
  void hasTheseTransitionsAndNoOthers() {
    Map<String, Set<String>> transitions = new TreeMap<>();
    for (Class<?> state : states(RunState.class)) {
      Set<String> targets = new TreeSet<>();
      transitionsOf(state).forEach(method -> targets.add(method.getReturnType().getSimpleName()));
      transitions.put(state.getSimpleName(), targets);
    }

    assertThat(transitions)
        .isEqualTo(
            Map.of(
                "Queued", Set.of("Running", "Cancelled", "Failed"),
                "Running", Set.of("Completed", "Refused", "Cancelled", "Failed"),
                "Completed", Set.of(),
                "Refused", Set.of(),
                "Cancelled", Set.of(),
                "Failed", Set.of()));
  }

  @Property(tries = 300)
  void everyWalkEndsOnceAndNeverGoesBack(@ForAll List<Integer> choices) throws Exception {
    RunState state = new RunState.Queued();
    Set<Class<?>> passed = new HashSet<>();
    for (int choice : choices) {
      List<Method> possible = transitionsOf(state.getClass());
      assertThat(possible.isEmpty()).isEqualTo(state instanceof RunState.Ended);
      if (possible.isEmpty()) {
        break;
      }
      assertThat(passed.add(state.getClass())).isTrue();
      state = take(possible.get(Math.floorMod(choice, possible.size())), state);
    }

    assertThat(passed).hasSizeLessThanOrEqualTo(2);
    if (state instanceof RunState.Ended ended) {
      assertThat(ended.finishedAt()).isEqualTo(NOW);
      assertThat(ended.usage()).isEqualTo(TokenUsage.NONE);
    }
  }

  private static RunState take(Method transition, RunState state)
      throws InvocationTargetException, IllegalAccessException {
    Object[] arguments =
        Arrays.stream(transition.getParameterTypes()).map(RunStateProperties::argument).toArray();
    return (RunState) transition.invoke(state, arguments);
  }

  private static Object argument(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "Instant" -> NOW;
      case "TokenUsage" -> TokenUsage.NONE;
      case "RunFailure" -> FAILURE;
      case "FinishReason" -> FinishReason.STOP;
      case "RunRefusal" -> new RunRefusal("out_of_scope", "Water");
      default -> throw new AssertionError(type + " (expected: a type with an example here)");
    };
  }

  private static List<Class<?>> states(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .flatMap(permitted -> states(permitted).stream())
            .toList()
        : List.of(type);
  }

  private static List<Method> transitionsOf(Class<?> state) {
    return Stream.of(state.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> RunState.class.isAssignableFrom(method.getReturnType()))
        .sorted((one, other) -> one.getName().compareTo(other.getName()))
        .toList();
  }
}
