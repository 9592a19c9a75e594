package dev.parley.adapters.persistence.journal;

import dev.parley.application.conversation.RunJournal;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A {@link RunJournal} in files, {@code <directory>/<tenant>/<run>.journal}, for one process at a
 * time. What is appended has been handed to the operating system: it survives the end of the
 * process, not the loss of power.
 *
 * <p>A run is in memory and its file open from its first event to its last; after that, and after a
 * restart, it is read from the file. Safe for use by many threads, which may be virtual and may be
 * interrupted.
 */
public final class FileRunJournal implements RunJournal, AutoCloseable {
  private static final String SUFFIX = ".journal";

  private final Path directory;
  private final ConcurrentHashMap<Key, RunFile> files = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Opens the journal that is in a directory.
   *
   * @param directory made, for its owner alone, where there is none
   * @throws UncheckedIOException if it cannot be made
   */
  public FileRunJournal(Path directory) {
    this.directory = Objects.requireNonNull(directory);
    try {
      Files.createDirectories(directory, ownerOnly());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Key(TenantId tenant, RunId run) {}

  @Override
  public long append(TenantId tenant, RunId run, Encoded event) {
    Key key = new Key(tenant, run);
    RunFile file = take(key);
    try {
      return file.append(event);
    } finally {
      giveBack(key);
    }
  }

  @Override
  public void takeOver(TenantId tenant, RunId run) {
    // The directory is this process's alone.
  }

  @Override
  public List<Entry> read(TenantId tenant, RunId run, long after, Duration patience)
      throws InterruptedException {
    Key key = new Key(tenant, run);
    RunFile file = take(key);
    try {
      return file.read(after, patience);
    } finally {
      giveBack(key);
    }
  }

  @Override
  public long lastSeq(TenantId tenant, RunId run) {
    Key key = new Key(tenant, run);
    RunFile file = take(key);
    try {
      return file.lastSeq();
    } finally {
      giveBack(key);
    }
  }

  @Override
  public List<Unfinished> unfinished() {
    List<Unfinished> left = new ArrayList<>();
    for (Key key : stored()) {
      RunFile file = take(key);
      try {
        if (file.isLeft()) {
          left.add(new Unfinished(key.tenant(), key.run()));
        }
      } finally {
        giveBack(key);
      }
    }
    return left;
  }

  @Override
  public void trim(Instant before) {
    for (Key key : stored()) {
      RunFile file = take(key);
      try {
        file.trim(before);
      } finally {
        giveBack(key);
      }
    }
  }

  /** Takes no more events and lets those go who wait for one. */
  @Override
  public void close() {
    closed = true;
    files.values().forEach(RunFile::close);
  }

  /** How many runs are in memory. */
  int runsInMemory() {
    return files.size();
  }

  private RunFile take(Key key) {
    return files.compute(
        key,
        (k, present) -> {
          RunFile file = present == null ? new RunFile(path(k), closed) : present;
          file.users++;
          return file;
        });
  }

  private void giveBack(Key key) {
    files.computeIfPresent(
        key,
        (k, file) -> {
          file.users--;
          return file.users == 0 && !file.isOpen() ? null : file;
        });
  }

  private Path path(Key key) {
    return directory.resolve(key.tenant().toString()).resolve(key.run() + SUFFIX);
  }

  /** Every run that has a file. */
  private List<Key> stored() {
    List<Key> keys = new ArrayList<>();
    for (Path tenantDirectory : children(directory)) {
      Optional<TenantId> tenant = uuid(tenantDirectory.getFileName().toString()).map(TenantId::new);
      if (tenant.isPresent()) {
        for (Path file : children(tenantDirectory)) {
          run(file).ifPresent(run -> keys.add(new Key(tenant.get(), run)));
        }
      }
    }
    return keys;
  }

  private static Optional<RunId> run(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX)
        ? uuid(name.substring(0, name.length() - SUFFIX.length())).map(RunId::new)
        : Optional.empty();
  }

  private static Optional<UUID> uuid(String name) {
    try {
      return Optional.of(UUID.fromString(name)).filter(id -> id.toString().equals(name));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static List<Path> children(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
