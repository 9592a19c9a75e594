package dev.parley.adapters.persistence.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.UUID;

/** A process that appends until it is killed, and says which events were acknowledged. */
final class EndlessWriter {
  private EndlessWriter() {}

  public static void main(String[] args) throws Exception {
    FileRunJournal journal = new FileRunJournal(Path.of(args[0]));
    TenantId tenant = new TenantId(UUID.fromString(args[1]));
    RunId run = new RunId(UUID.fromString(args[2]));
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    long seq = 0;
    while (true) {
      seq =
          journal.append(
              tenant,
              run,
              new Encoded("message.delta", "{\"text\":\"word " + (seq + 1) + "\"}", false));
      out.write((seq + "\n").getBytes(UTF_8));
    }
  }
}
