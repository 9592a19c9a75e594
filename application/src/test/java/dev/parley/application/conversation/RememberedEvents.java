package dev.parley.application.conversation;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.domain.conversation.RunEvent;
import java.util.ArrayList;
import java.util.List;

/** A codec whose wire form is the number of an event that it remembers. */
final class RememberedEvents implements RunEventCodec {
  private final List<RunEvent> events = new ArrayList<>();

  @Override
  public synchronized Encoded encode(RunEvent event) {
    events.add(event);
    return new Encoded(
        event.getClass().getSimpleName(),
        Integer.toString(events.size() - 1),
        event instanceof RunEvent.Terminal);
  }

  synchronized RunEvent decode(Encoded encoded) {
    return events.get(Integer.parseInt(encoded.json()));
  }

  @Override
  public String deltaOf(Encoded event) {
    return decode(event) instanceof RunEvent.Delta delta ? delta.text() : "";
  }
}
