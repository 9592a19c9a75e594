package dev.parley.adapters.llm.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.InMemoryPageFetcher;
import dev.parley.application.knowledge.InMemoryPassageIndex;
import dev.parley.application.knowledge.InMemoryTextExtractor;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.IngestionLease;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.application.tool.ArgumentsValidator.Result.Invalid;
import dev.parley.application.tool.ArgumentsValidator.Result.Valid;
import dev.parley.application.tool.Tool;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SearchKnowledgeTest {
  private static final RetrievalSettings SETTINGS =
      new RetrievalSettings(1, 0, SearchMode.KEYWORD, 0, FusionMethod.RECIPROCAL_RANK, 0.8);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Dataset dataset = tenant.withDataset();
  private final InMemoryPassageIndex index = new InMemoryPassageIndex();
  private final EmbeddingModel embeddings = new HashingEmbeddingModel();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Tool tool =
      new SearchKnowledge(
          new RetrievePassages(
              index,
              stores.chunks(),
              stores.datasets(),
              EmbeddingModels.only(embeddings),
              Fixtures.UNBOOKED,
              executor));

  @AfterEach
  void close() {
    executor.close();
  }

  private Document withDocument(Dataset in, String text) {
    Document document = tenant.withDocument(in, text);
    new IngestDocument(
            stores.datasets(),
            stores.documents(),
            stores.chunks(),
            stores.drafts(),
            index,
            new InMemoryPageFetcher(),
            new InMemoryTextExtractor(),
            EmbeddingQueues.only(Queues.batches(embeddings)),
            new Chunker(new EstimatingTokenCounter()),
            stores.reindexings(),
            EmbeddingMeter.NONE,
            stores.unitOfWork(),
            Fixtures::id,
            Clock.systemUTC())
        .ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    return document;
  }

  private Tool.Result search(
      TenantId of, Set<DatasetId> datasets, Set<DocumentId> documents, String arguments) {
    return tool.call(
        Invocations.with(of, new Tool.Reach(datasets, documents, SETTINGS), arguments));
  }

  private String found(String arguments) {
    return search(tenant.id(), Set.of(dataset.id()), Set.of(), arguments)
            instanceof Tool.Result.Succeeded succeeded
        ? succeeded.text()
        : "";
  }

  @Test
  void findsPassagesAndSaysWhereTheyStand() {
    Document document = withDocument(dataset, "The steel pump starts at four bar.");

    assertThat(found("{\"query\":\"steel pump\"}"))
        .startsWith("From \"" + document.title() + "\", page 1:\n")
        .endsWith("The steel pump starts at four bar.");
  }

  @Test
  void findsAsManyAsTheBotWouldUnlessToldOtherwise() {
    withDocument(dataset, "The steel pump starts at four bar.");
    withDocument(dataset, "The copper pump starts at two bar.");

    assertThat(found("{\"query\":\"pump\"}").split("From \"", -1)).hasSize(2);
    assertThat(found("{\"query\":\"pump\",\"k\":2}").split("\n\nFrom \"", -1)).hasSize(2);
  }

  @Test
  void looksNowhereElse() {
    Dataset closed = tenant.withDataset();
    Document document = withDocument(closed, "The steel pump starts at four bar.");

    assertThat(found("{\"query\":\"steel pump\"}")).isEqualTo("Nothing was found.");
    assertThat(search(tenant.id(), Set.of(), Set.of(document.id()), "{\"query\":\"steel pump\"}"))
        .isInstanceOf(Tool.Result.Succeeded.class)
        .asString()
        .contains("four bar");
    assertThat(
            search(
                stores.tenant().id(), Set.of(closed.id()), Set.of(), "{\"query\":\"steel pump\"}"))
        .asString()
        .contains("Nothing was found.");
    assertThat(search(tenant.id(), Set.of(), Set.of(), "{\"query\":\"steel pump\"}"))
        .isEqualTo(
            new Tool.Result.Failed("documents: none (expected: an assistant that reads some)"));
  }

  @Test
  void wantsWordsToLookFor() {
    assertThat(search(tenant.id(), Set.of(dataset.id()), Set.of(), "{\"query\":\" \"}"))
        .isEqualTo(new Tool.Result.Failed("query: blank (expected: words to look for)"));
  }

  @Test
  void hasASchemaThatTakesAQueryAndACount() {
    JsonSchemaArgumentsValidator validator = new JsonSchemaArgumentsValidator();

    assertThat(validator.inspect(tool.spec().schema())).isEmpty();
    assertThat(validator.validate(tool.spec(), "{\"query\":\"x\",\"k\":20}"))
        .isInstanceOf(Valid.class);
    for (String wrong :
        new String[] {
          "",
          "{\"query\":\"\"}",
          "{\"query\":\"x\",\"k\":0}",
          "{\"query\":\"x\",\"k\":21}",
          "{\"query\":\"x\",\"y\":1}"
        }) {
      assertThat(validator.validate(tool.spec(), wrong)).isInstanceOf(Invalid.class);
    }
    assertThat(tool.spec().sideEffects()).isFalse();
  }
}
