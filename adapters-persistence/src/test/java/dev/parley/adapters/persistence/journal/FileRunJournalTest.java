package dev.parley.adapters.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.conversation.RunJournal.Unfinished;
import dev.parley.application.conversation.RunJournalContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileRunJournalTest extends RunJournalContract {
  private final List<FileRunJournal> opened = new ArrayList<>();

  @TempDir private Path directory;

  @Override
  protected FileRunJournal open() {
    FileRunJournal journal = new FileRunJournal(directory.resolve("journal"));
    opened.add(journal);
    return journal;
  }

  /** The journal before is not closed, as that of a process that was killed. */
  @Override
  protected FileRunJournal restarted() {
    return open();
  }

  @AfterEach
  void closeJournals() {
    opened.forEach(FileRunJournal::close);
  }

  @Test
  void cutsOffALineThatWasWrittenByHalf() throws Exception {
    RunJournal before = open();
    before.append(tenant, run, delta("a"));
    long whole = Files.size(file());
    before.append(tenant, run, delta("b"));
    long both = Files.size(file());

    for (long torn = both - 1; torn >= whole; torn--) {
      truncate(torn);
      FileRunJournal after = restarted();
      assertThat(after.read(tenant, run, 0, Duration.ZERO))
          .containsExactly(new Entry(1, delta("a")));
      assertThat(after.unfinished()).containsExactly(new Unfinished(tenant, run));
      assertThat(after.append(tenant, run, delta("b"))).isEqualTo(2);
      assertThat(Files.size(file())).isEqualTo(both);
    }
  }

  @Test
  void beginsAnewWhereNotEvenTheFirstLineIsWhole() throws Exception {
    open().append(tenant, run, end());
    truncate(Files.size(file()) - 1);
    FileRunJournal after = restarted();

    assertThat(after.read(tenant, run, 0, Duration.ZERO)).isEmpty();
    assertThat(after.unfinished()).isEmpty();
    assertThat(after.append(tenant, run, end())).isEqualTo(1);
    assertThat(restarted().read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, end()));
  }

  @Test
  void takesALineThatIsNotWhatWasWrittenForTorn() throws Exception {
    RunJournal before = open();
    before.append(tenant, run, delta("a"));
    before.append(tenant, run, delta("b"));
    String content = Files.readString(file());
    Files.writeString(file(), content.replace("\"b\"", "\"x\""));

    assertThat(restarted().read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, delta("a")));
  }

  @Test
  void bringsNothingBackThatCameAfterADamagedLine() throws Exception {
    RunJournal before = open();
    before.append(tenant, run, delta("a"));
    before.append(tenant, run, delta("b"));
    before.append(tenant, run, delta("c"));
    Files.writeString(file(), Files.readString(file()).replace("\"b\"", "\"x\""));
    restarted().append(tenant, run, delta("d"));

    assertThat(restarted().read(tenant, run, 0, Duration.ZERO))
        .containsExactly(new Entry(1, delta("a")), new Entry(2, delta("d")));
  }

  @Test
  void leavesForeignFilesAlone() throws IOException {
    FileRunJournal journal = open();
    Path note = Files.writeString(directory.resolve("journal").resolve("note.txt"), "note");
    Path tenantDirectory =
        Files.createDirectory(directory.resolve("journal").resolve(tenant.toString()));
    Path other = Files.writeString(tenantDirectory.resolve("other.journal"), "other");

    journal.trim(Instant.parse("2999-01-01T00:00:00Z"));

    assertThat(journal.unfinished()).isEmpty();
    assertThat(note).exists();
    assertThat(other).exists();
  }

  @Test
  void trimsByTheTimeOfTheLastEvent() throws Exception {
    FileRunJournal journal = open();
    journal.append(tenant, run, end());
    journal.append(tenant, otherRun, end());
    Instant boundary = Instant.parse("2026-05-01T12:00:00Z");
    Files.setLastModifiedTime(file(), FileTime.from(boundary.minusSeconds(1)));

    journal.trim(boundary);

    assertThat(journal.read(tenant, run, 0, Duration.ZERO)).isEmpty();
    assertThat(journal.read(tenant, otherRun, 0, Duration.ZERO)).hasSize(1);
  }

  @Test
  void holdsOnlyRunsThatGoOnInMemory() throws InterruptedException {
    FileRunJournal journal = open();
    journal.append(tenant, run, delta("a"));
    journal.append(tenant, otherRun, delta("a"));
    assertThat(journal.runsInMemory()).isEqualTo(2);

    journal.append(tenant, run, end());
    assertThat(journal.runsInMemory()).isEqualTo(1);

    journal.read(tenant, run, 0, Duration.ZERO);
    journal.read(otherTenant, run, 0, Duration.ofMillis(1));
    assertThat(journal.runsInMemory()).isEqualTo(1);
  }

  @Test
  void letsWaitingReadersGoWhenItIsClosed() throws Exception {
    FileRunJournal journal = open();
    journal.append(tenant, run, delta("a"));
    FutureTask<List<Entry>> reader =
        new FutureTask<>(() -> journal.read(tenant, run, 1, Duration.ofHours(1)));
    Thread thread = Thread.ofVirtual().start(reader);
    try {
      journal.close();
      assertThat(reader.get()).isEmpty();
    } finally {
      thread.interrupt();
    }
    assertThatIllegalStateException().isThrownBy(() -> journal.append(tenant, run, delta("b")));
    assertThatIllegalStateException().isThrownBy(() -> journal.append(tenant, otherRun, end()));
    assertThat(journal.read(tenant, run, 0, Duration.ofHours(1))).hasSize(1);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void keepsOthersOut() throws IOException {
    open();

    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("journal"))))
        .isEqualTo("rwx------");
  }

  @Test
  void keepsEveryAcknowledgedEventWhenTheProcessIsKilled() throws Exception {
    Path said = directory.resolve("acknowledged");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                directory.resolve("journal").toString(),
                tenant.toString(),
                run.toString())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    while (Files.size(said) < 10_000) {
      assertThat(writer.isAlive()).isTrue();
      Thread.sleep(5);
    }
    writer.destroyForcibly().waitFor();
    long acknowledged = lastWholeLine(Files.readString(said));

    FileRunJournal journal = restarted();
    List<Entry> entries = journal.read(tenant, run, 0, Duration.ZERO);
    assertThat(entries).hasSizeGreaterThanOrEqualTo((int) acknowledged);
    for (int i = 0; i < entries.size(); i++) {
      assertThat(entries.get(i)).isEqualTo(new Entry(i + 1L, delta("word " + (i + 1))));
    }
    assertThat(journal.unfinished()).containsExactly(new Unfinished(tenant, run));
    assertThat(journal.append(tenant, run, end())).isEqualTo(entries.size() + 1L);
  }

  private static long lastWholeLine(String lines) {
    int end = lines.lastIndexOf('\n');
    return Long.parseLong(lines.substring(lines.lastIndexOf('\n', end - 1) + 1, end));
  }

  private Path file() {
    return directory.resolve("journal").resolve(tenant.toString()).resolve(run + ".journal");
  }

  private void truncate(long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
      file.setLength(size);
    }
  }
}
