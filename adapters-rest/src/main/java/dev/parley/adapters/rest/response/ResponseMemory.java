package dev.parley.adapters.rest.response;

import dev.parley.adapters.rest.intake.LargeBodies;
import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonBody;
import dev.parley.adapters.rest.openai.JsonText;
import dev.parley.adapters.rest.openai.JsonView;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.response.RememberResponses;
import dev.parley.application.response.RememberResponses.Continuation;
import dev.parley.application.response.RememberResponses.Made;
import dev.parley.application.response.ResponseId;
import dev.parley.application.response.StoredResponse;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What requests for responses build upon: the items of responses that were made before. */
@Singleton
final class ResponseMemory {
  private static final Logger log = LoggerFactory.getLogger(ResponseMemory.class);

  private static final int MOST_REFERENCES = 1_000;

  /** What items come to that are referred to, in characters of their JSON. */
  private static final int LARGEST_REFERRED = 4 << 20;

  private static final String PREVIOUS = "previous_response_id";

  private final RememberResponses rememberResponses;
  private final LargeBodies largeBodies;

  ResponseMemory(RememberResponses rememberResponses, LargeBodies largeBodies) {
    this.rememberResponses = rememberResponses;
    this.largeBodies = largeBodies;
  }

  /** Items that go before a request's own. There is room for them until it is closed. */
  record Past(List<Map<?, ?>> items, LargeBodies.Room room) implements AutoCloseable {
    @Override
    public void close() {
      room.close();
    }
  }

  /**
   * All that was asked and said up to the response that a request goes on from.
   *
   * @throws OpenAiException if it cannot go on from it
   */
  Past past(Caller caller, @Nullable String previous) {
    if (previous == null) {
      return new Past(List.of(), largeBodies.room(caller.tenant(), 0));
    }
    ResponseId id = WireIds.read(previous).orElseThrow(() -> unknownPrevious(previous));
    return switch (rememberResponses.continuation(caller.principal(), id)) {
      case Continuation.Unknown unknown -> throw unknownPrevious(previous);
      case Continuation.TooLong tooLong ->
          throw Check.failed(
              PREVIOUS,
              "invalid_value",
              "Invalid '"
                  + PREVIOUS
                  + "': too much goes before it (expected: less than "
                  + RememberResponses.LONGEST_CHAIN
                  + " responses and at most "
                  + RememberResponses.LARGEST_CHAIN
                  + " bytes).");
      case Continuation.Possible possible -> past(caller, previous, id, possible.chain());
    };
  }

  private Past past(Caller caller, String previous, ResponseId id, StoredResponse.Chain chain) {
    LargeBodies.Room room = largeBodies.room(caller.tenant(), (int) chain.size());
    List<Map<?, ?>> items = new ArrayList<>();
    try {
      for (StoredResponse response : rememberResponses.history(caller.principal(), id, chain)) {
        items.addAll(input(response));
        items.addAll(output(response));
      }
      if (items.isEmpty()) {
        throw unknownPrevious(previous);
      }
      return new Past(items, room);
    } finally {
      if (items.isEmpty()) {
        room.close();
      }
    }
  }

  private static OpenAiException unknownPrevious(String id) {
    return Check.failed(
        PREVIOUS,
        "previous_response_not_found",
        "Previous response with id '" + Check.shown(id) + "' not found.");
  }

  /** The items that a response answers; none where they were not kept. */
  static List<Map<?, ?>> input(StoredResponse response) {
    String input = response.input();
    return input == null
        ? List.of()
        : JsonView.objects(json("{\"items\":" + input + "}").value("items"));
  }

  private static List<Map<?, ?>> output(StoredResponse response) {
    return JsonView.objects(json(response.response()).value("output"));
  }

  private static JsonBody json(String text) {
    return JsonBody.read(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An input in which what is referred to stands in the place of what refers to it.
   *
   * @throws OpenAiException if there is no such item
   */
  List<Map<String, @Nullable Object>> resolved(
      Caller caller, List<Map<String, @Nullable Object>> input) {
    Map<String, Map<String, @Nullable Object>> found = new HashMap<>();
    List<Map<String, @Nullable Object>> items = new ArrayList<>(input.size());
    int size = 0;
    for (Map<String, @Nullable Object> item : input) {
      if (!"item_reference".equals(item.get("type"))) {
        items.add(item);
        continue;
      }
      String id = JsonView.text(item.get("id"));
      Map<String, @Nullable Object> known = found.get(id);
      if (known == null) {
        known = item(caller, id).orElseThrow(() -> unknownItem(id));
        found.put(id, known);
      }
      size += JsonText.of(known).length();
      if (found.size() > MOST_REFERENCES || size > LARGEST_REFERRED) {
        throw Check.failed(
            "input",
            "invalid_value",
            "Invalid 'input': too much is referred to (expected: at most "
                + MOST_REFERENCES
                + " items of "
                + LARGEST_REFERRED
                + " characters).");
      }
      items.add(known);
    }
    return items;
  }

  private Optional<Map<String, @Nullable Object>> item(Caller caller, String id) {
    return WireIds.responseOfItem(id)
        .flatMap(response -> rememberResponses.find(caller.principal(), response))
        .flatMap(
            response ->
                Stream.concat(input(response).stream(), output(response).stream())
                    .filter(item -> id.equals(item.get("id")))
                    .findFirst())
        .map(ResponseMemory::copy);
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> item) {
    Map<String, @Nullable Object> copy = JsonText.object();
    item.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return copy;
  }

  private static OpenAiException unknownItem(String id) {
    return new OpenAiException(
        new OpenAiError(
            HttpStatus.NOT_FOUND,
            "Item with id '"
                + Check.shown(id)
                + "' not found. Items are not kept where 'store' is false.",
            OpenAiError.INVALID_REQUEST,
            "input",
            null,
            Map.of()));
  }

  /**
   * What keeps a response once it has ended, and says whether it was kept.
   *
   * @param input what it answers, with ids
   */
  UnaryOperator<Map<String, @Nullable Object>> keeper(
      Caller caller, Draft draft, ResponseBody body, List<Map<String, @Nullable Object>> input) {
    if (!body.store()) {
      return response -> response;
    }
    String items = JsonText.of(input);
    String kept = RememberResponses.isKept(items) ? items : null;
    ResponseId previous = Optional.ofNullable(body.previous()).flatMap(WireIds::read).orElse(null);
    return response -> {
      Made made = new Made(draft.id(), previous, JsonText.of(response), kept, draft.createdAt());
      if (!isKept(caller, made)) {
        response.put("store", false);
      }
      return response;
    };
  }

  /** An answer that was paid for is told, whatever becomes of its copy. */
  private boolean isKept(Caller caller, Made made) {
    try {
      return rememberResponses.keep(caller.principal(), made);
    } catch (RuntimeException fault) {
      log.error("response {} was not kept", made.id(), fault);
      return false;
    }
  }

  /**
   * A response of the caller's.
   *
   * @throws OpenAiException if there is none
   */
  StoredResponse find(Caller caller, String id) {
    return WireIds.read(id)
        .flatMap(known -> rememberResponses.find(caller.principal(), known))
        .orElseThrow(() -> unknown(id));
  }

  /**
   * Removes a response of the caller's.
   *
   * @throws OpenAiException if there is none
   */
  void forget(Caller caller, String id) {
    boolean forgotten =
        WireIds.read(id)
            .map(known -> rememberResponses.forget(caller.principal(), known))
            .orElse(false);
    if (!forgotten) {
      throw unknown(id);
    }
  }

  private static OpenAiException unknown(String id) {
    return new OpenAiException(
        new OpenAiError(
            HttpStatus.NOT_FOUND,
            "Response with id '" + Check.shown(id) + "' not found.",
            OpenAiError.INVALID_REQUEST,
            null,
            null,
            Map.of()));
  }
}
