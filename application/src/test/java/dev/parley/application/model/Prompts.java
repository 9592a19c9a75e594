package dev.parley.application.model;

import dev.parley.application.model.CompletionModel.Request;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.LegRanks;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Requests and passages to ask models with. */
public final class Prompts {
  /** A model for requests to a model that is not asked which one it is. */
  public static final Model MODEL =
      new Model(new ModelId("test-model"), "test", 8_192, 1_024, TokenPrice.FREE, Set.of("chat"));

  private static final DatasetId DATASET = new DatasetId(new UUID(0, 1));

  private Prompts() {}

  /** A question to which passages were found, best first. */
  public static Request asking(String question, Passage... passages) {
    return new Request(
        MODEL,
        new Prompt("", List.of(passages), List.of(new Turn(Speaker.USER, question)), 100),
        null);
  }

  /** A passage that is a whole page of a document of its own. */
  public static Passage passage(int number, String title, String heading, String text) {
    int start = 1_000 * number;
    TextSpan span = new TextSpan(start, start + text.length());
    ChunkDraft content = new ChunkDraft(0, number, span, heading, text, text.length() / 4 + 1);
    Chunk chunk =
        new Chunk(
            new ChunkId(new UUID(1, number)),
            new DocumentId(new UUID(2, number)),
            DATASET,
            content);
    return new Passage(
        chunk, title, 1.0 / number, new LegRanks(number, null), new LegScores(1.0 / number, null));
  }
}
