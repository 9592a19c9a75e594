package dev.parley.adapters.persistence.journal;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.conversation.RunJournal.Entry;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Events as entries of a stream. The id is {@code SEQ-0}, or {@code SEQ-1} of the terminal event;
 * the fields are the type, the JSON, and a name that no other attempt to append has.
 */
final class StreamEvents {
  static final String TYPE = "t";
  static final String JSON = "j";
  private static final long TERMINAL = 1;

  private StreamEvents() {}

  /** The id that every event after a seq is greater than. */
  static StreamEntryID after(long seq) {
    return new StreamEntryID(seq, TERMINAL);
  }

  /** The least id of the event after a seq. */
  static StreamEntryID next(long seq) {
    return new StreamEntryID(seq + 1, 0);
  }

  static String mark(Encoded event) {
    return event.terminal() ? Long.toString(TERMINAL) : "0";
  }

  static Entry entry(StreamEntry stored) {
    Map<String, String> fields = stored.getFields();
    return new Entry(
        stored.getID().getTime(),
        new Encoded(
            Objects.requireNonNull(fields.get(TYPE)),
            Objects.requireNonNull(fields.get(JSON)),
            stored.getID().getSequence() == TERMINAL));
  }
}
