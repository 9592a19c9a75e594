package dev.parley.bootstrap.eval;

import dev.parley.application.knowledge.Chunks;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The chunks of one measurement, in memory: of a single tenant, each document put once. */
final class CorpusChunks implements Chunks {
  private final EditionId edition;
  private final Map<DocumentId, DocumentChunks> documents = new ConcurrentHashMap<>();
  private final Map<ChunkId, Embedded> chunks = new ConcurrentHashMap<>();

  CorpusChunks(EditionId edition) {
    this.edition = edition;
  }

  @Override
  public OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> embedded) {
    documents.put(document, new DocumentChunks(1, embeddingModel, List.of(), embedded));
    embedded.forEach(one -> chunks.put(one.chunk().id(), one));
    return OptionalLong.of(1);
  }

  @Override
  public OptionalLong replaceBeside(
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> embedded) {
    throw new UnsupportedOperationException("a measurement has one edition");
  }

  @Override
  public List<DocumentId> removeLeftovers(TenantId tenant, DatasetId dataset, int most) {
    return List.of();
  }

  @Override
  public List<Titled> find(TenantId tenant, Collection<ChunkId> ids) {
    return present(ids).map(one -> new Titled(one.chunk(), "", edition)).toList();
  }

  @Override
  public Map<ChunkId, float[]> vectors(
      TenantId tenant, String embeddingModel, Collection<ChunkId> ids) {
    Map<ChunkId, float[]> vectors = new HashMap<>();
    present(ids).forEach(one -> vectors.put(one.chunk().id(), one.vector()));
    return vectors;
  }

  @Override
  public Map<String, float[]> embedded(
      TenantId tenant, String embeddingModel, Collection<String> texts) {
    return Map.of();
  }

  private Stream<Embedded> present(Collection<ChunkId> ids) {
    return ids.stream().filter(chunks::containsKey).map(chunks::get);
  }

  @Override
  public Page<Chunk> list(TenantId tenant, DocumentId document, PageRequest page) {
    List<Chunk> all = ofDocument(tenant, document).chunks().stream().map(Embedded::chunk).toList();
    return new Page<>(all.stream().skip(page.offset()).limit(page.size()).toList(), all.size());
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId document) {
    return documents.getOrDefault(document, new DocumentChunks(0, "", List.of(), List.of()));
  }
}
