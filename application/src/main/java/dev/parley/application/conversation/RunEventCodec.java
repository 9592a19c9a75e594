package dev.parley.application.conversation;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.domain.conversation.RunEvent;

/** Gives events their wire form, once: what is journaled is what every watcher gets. */
public interface RunEventCodec {

  Encoded encode(RunEvent event);

  /** The characters that an event adds to the answer; empty unless it is a delta. */
  String deltaOf(Encoded event);
}
