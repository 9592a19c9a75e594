package dev.parley.adapters.rest.mcp;

import dev.parley.domain.conversation.RunId;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event in the stream that answers a call. It says all that any node needs to go on
 * with the stream: so no node has to remember it.
 *
 * @param seq of the last event of the run that the client has been told of; 0: none
 * @param call id of the request
 * @param progressToken null: the client wants to be told of the answer alone
 */
record EventId(RunId run, long seq, Object call, @Nullable Object progressToken) {
  /** What a client wrote may be looked at once it is this short. */
  private static final int MAX_LENGTH = 4_096;

  private static final Pattern FORM =
      Pattern.compile("([0-9a-f-]{36}):([0-9]{1,18}):([A-Za-z0-9_-]+)");

  private static final TypeRef<List<Object>> NAMES = new TypeRef<>() {};

  EventId at(long newSeq) {
    return new EventId(run, newSeq, call, progressToken);
  }

  String text(Messages messages) {
    List<Object> names = new ArrayList<>();
    names.add(call);
    if (progressToken != null) {
      names.add(progressToken);
    }
    return run
        + ":"
        + seq
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(messages.write(names));
  }

  /** Reads one; empty for anything else. */
  static Optional<EventId> read(Messages messages, String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      byte[] json =
          Base64.getUrlDecoder().decode(form.group(3).getBytes(StandardCharsets.US_ASCII));
      List<Object> names = messages.json().readValue(json, NAMES);
      boolean named =
          names != null
              && (names.size() == 1 || names.size() == 2)
              && names.stream().allMatch(Messages::isName);
      return named
          ? Optional.of(
              new EventId(
                  new RunId(UUID.fromString(form.group(1))),
                  Long.parseLong(form.group(2)),
                  names.getFirst(),
                  names.size() == 2 ? names.getLast() : null))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
