package dev.parley.adapters.vector.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.PassageIndexContract;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LucenePassageIndexTest extends PassageIndexContract {
  @TempDir private Path base;

  private final List<LucenePassageIndex> opened = new ArrayList<>();

  @Override
  protected PassageIndex open() {
    return open(LucenePassageIndex.DEFAULT_MAX_OPEN);
  }

  private LucenePassageIndex open(int maxOpen) {
    LucenePassageIndex index = new LucenePassageIndex(base, maxOpen);
    opened.add(index);
    return index;
  }

  @AfterEach
  void close() {
    opened.forEach(LucenePassageIndex::close);
  }

  @Test
  void findsAfterReopeningWhatWasPutBefore() {
    LucenePassageIndex before = open(1);
    before.put(tenant, bridges, content(3, List.of("steel"), chunk(1, "bridge", axis(0))));
    before.close();

    LucenePassageIndex after = open(1);

    assertThat(after.revisions(tenant)).containsExactly(Map.entry(bridges, 3L));
    assertThat(ids(after.keyword(tenant, "bridge", Filter.ALL, 10))).containsExactly(id(1));
    Filter steel = new Filter(Set.of(), Set.of(), Set.of("steel"));
    assertThat(ids(after.semantic(tenant, MODEL, axis(0), steel, 10))).containsExactly(id(1));
  }

  @Test
  void refusesCallsOnceClosed() {
    LucenePassageIndex index = open(1);
    index.close();

    assertThatIllegalStateException().isThrownBy(() -> index.revisions(tenant));
  }

  @Test
  void requiresRoomForOneOpenTenant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LucenePassageIndex(base, 0))
        .withMessage("maxOpen: 0 (expected: 1 or more)");
  }

  @Test
  void keepsEachTenantInADirectoryOfItsOwn() {
    LucenePassageIndex index = open(2);
    index.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    index.keyword(otherTenant, "bridge", Filter.ALL, 10);

    assertThat(directoryOf(tenant)).isDirectoryContaining("glob:**/segments_*");
    assertThat(base).isDirectoryNotContaining(path -> !path.equals(directoryOf(tenant)));

    index.removeTenant(tenant);

    assertThat(base).isEmptyDirectory();
  }

  @Test
  void closesTheTenantThatWasNotUsedLongest() {
    LucenePassageIndex index = open(1);
    index.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    LucenePassageIndex elsewhere = open(1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> elsewhere.revisions(tenant))
        .withCauseInstanceOf(LockObtainFailedException.class);

    index.revisions(otherTenant);

    assertThat(elsewhere.revisions(tenant)).containsOnlyKeys(bridges);
  }

  @Test
  void keepsAnIndexThatAnotherOwnerHolds() {
    LucenePassageIndex owner = open(1);
    owner.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    LucenePassageIndex elsewhere = open(1);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> elsewhere.put(tenant, rivers, content(1, List.of())));
    owner.close();

    assertThat(elsewhere.revisions(tenant)).containsOnlyKeys(bridges);
  }

  @Test
  void servesMoreTenantsThanItKeepsOpen() throws Exception {
    LucenePassageIndex index = open(2);
    List<TenantId> tenants =
        IntStream.range(0, 8).mapToObj(i -> new TenantId(new UUID(9, i))).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int round = 1; round <= 6; round++) {
        int number = round;
        for (TenantId each : tenants) {
          calls.add(threads.submit(() -> putAndFind(index, each, number)));
        }
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    for (TenantId each : tenants) {
      assertThat(index.revisions(each)).hasSize(6);
    }
  }

  private void putAndFind(LucenePassageIndex index, TenantId owner, int number) {
    DocumentId document = new DocumentId(new UUID(3, number));
    index.put(owner, document, content(1, List.of(), chunk(number, "number" + number, axis(0))));
    assertThat(ids(index.keyword(owner, "number" + number, Filter.ALL, 10)))
        .containsExactly(id(number));
  }

  @Test
  void removesATenantUnderItsSearches() throws Exception {
    LucenePassageIndex index = open(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> searches = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        searches.add(threads.submit(() -> searchOften(index)));
      }
      for (int i = 0; i < 10; i++) {
        index.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
        index.removeTenant(tenant);
        assertThat(index.keyword(tenant, "bridge", Filter.ALL, 10)).isEmpty();
      }
      for (Future<?> search : searches) {
        search.get();
      }
    }
  }

  private void searchOften(LucenePassageIndex index) {
    for (int i = 0; i < 500; i++) {
      assertThat(index.keyword(tenant, "bridge", Filter.ALL, 10)).hasSizeLessThan(2);
      assertThat(index.semantic(tenant, MODEL, axis(0), Filter.ALL, 10)).hasSizeLessThan(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overwritten", "emptied", "missing"})
  void beginsAgainWhereFilesAreDamaged(String damage) throws IOException {
    LucenePassageIndex before = open(1);
    before.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    before.put(otherTenant, bridges, content(1, List.of(), chunk(2, "bridge", axis(0))));
    before.close();
    try (Stream<Path> files = Files.list(directoryOf(tenant))) {
      for (Path file : files.toList()) {
        damage(file, damage);
      }
    }

    LucenePassageIndex after = open(1);

    assertThat(after.revisions(tenant)).isEmpty();
    after.put(tenant, bridges, content(1, List.of(), chunk(3, "bridge", axis(0))));
    assertThat(ids(after.keyword(tenant, "bridge", Filter.ALL, 10))).containsExactly(id(3));
    assertThat(ids(after.keyword(otherTenant, "bridge", Filter.ALL, 10))).containsExactly(id(2));
  }

  private static void damage(Path file, String damage) throws IOException {
    boolean commit = file.getFileName().toString().startsWith("segments_");
    switch (damage) {
      case "overwritten" -> Files.write(file, new byte[(int) Files.size(file)]);
      case "emptied" -> Files.write(file, new byte[0]);
      case "missing" -> {
        if (!commit) {
          Files.delete(file);
        }
      }
      default -> throw new IllegalArgumentException(damage);
    }
  }

  @Test
  void beginsAgainWhereAnotherSchemaWasWritten() throws IOException {
    try (FSDirectory directory = FSDirectory.open(directoryOf(tenant));
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.setLiveCommitData(Map.of("parley.schema", "0").entrySet());
      writer.commit();
    }
    LucenePassageIndex index = open(1);

    assertThat(index.revisions(tenant)).isEmpty();
    index.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    assertThat(ids(index.keyword(tenant, "bridge", Filter.ALL, 10))).containsExactly(id(1));
  }

  @Test
  void beginsInADirectoryThatACrashLeftEmpty() throws IOException {
    Files.createDirectories(directoryOf(tenant));
    LucenePassageIndex index = open(1);

    assertThat(index.keyword(tenant, "bridge", Filter.ALL, 10)).isEmpty();
    index.put(tenant, bridges, content(1, List.of(), chunk(1, "bridge", axis(0))));
    assertThat(ids(index.keyword(tenant, "bridge", Filter.ALL, 10))).containsExactly(id(1));
  }

  @Test
  void findsTheNearestOfThousandsUnderANarrowFilter() {
    LucenePassageIndex index = open(1);
    Random random = new Random(42);
    Map<ChunkId, float[]> ofRivers = new HashMap<>();
    for (int document = 0; document < 20; document++) {
      Embedded[] chunks = new Embedded[100];
      for (int i = 0; i < chunks.length; i++) {
        int number = document * chunks.length + i;
        chunks[i] = chunk(number, "bridge", random(random));
        if (document == 7) {
          ofRivers.put(id(number), chunks[i].vector());
        }
      }
      DocumentId id = document == 7 ? rivers : new DocumentId(new UUID(5, document));
      index.put(tenant, id, content(1, List.of(), chunks));
    }
    Filter narrow = new Filter(Set.of(), Set.of(rivers), Set.of());

    for (int query = 0; query < 20; query++) {
      float[] vector = random(random);
      List<ChunkId> nearest =
          ofRivers.entrySet().stream()
              .sorted(Comparator.comparingDouble(entry -> -product(vector, entry.getValue())))
              .limit(10)
              .map(Map.Entry::getKey)
              .toList();

      assertThat(ids(index.semantic(tenant, MODEL, vector, narrow, 10)))
          .containsExactlyElementsOf(nearest);
      List<ChunkId> found = ids(index.semantic(tenant, MODEL, vector, Filter.ALL, 50));
      assertThat(new HashSet<>(found)).hasSize(50);
    }
  }

  private static float[] random(Random random) {
    float[] vector = new float[DIMENSION];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
      square += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static double product(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }

  private Path directoryOf(TenantId owner) {
    return base.resolve(owner.toString());
  }
}
