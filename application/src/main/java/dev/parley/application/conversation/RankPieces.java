package dev.parley.application.conversation;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.attachment.FileRoom.Place;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.knowledge.Bm25;
import dev.parley.domain.knowledge.Fusion;
import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.ScoreNormalisation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Searches the pieces of a conversation's long files, by meaning and by words, as documents are
 * searched; in memory, since they are few and nobody else's.
 */
final class RankPieces {
  /** How far down each leg is looked at. */
  private static final int DEPTH = 200;

  private final EmbeddingModel embeddings;
  private final EmbedQuestion embedQuestion;

  RankPieces(EmbeddingModel embeddings, EmbedQuestion embedQuestion) {
    this.embeddings = embeddings;
    this.embedQuestion = embedQuestion;
  }

  /**
   * A piece that may be shown.
   *
   * @param place where it stands among the files of the turn
   * @param content the piece with its vector, which is empty where another model made it
   */
  record Piece(Place place, String filename, Embedded content) {
    /** As it is shown where nothing looks for it. */
    Passage passage() {
      return Passage.shown(content.chunk(), filename);
    }

    private String text() {
      return content.chunk().content().searchableText();
    }
  }

  /**
   * The pieces that fit a question, best first, as a search would have found them; blocking. Where
   * the model that embeds gives no answer, those that fit by their words.
   */
  Map<Place, Passage> rank(Run run, String question, List<Piece> pieces) {
    List<Scored<Piece>> semantic = semantic(run, question, pieces);
    List<Scored<Piece>> keyword = keyword(question, pieces);
    Map<Place, Double> cosines = scores(semantic);
    Map<Place, Double> words = scores(keyword);
    Map<Place, Passage> ranked = new LinkedHashMap<>();
    for (Fused<Piece> hit :
        Fusion.weighted(
            semantic, keyword, Fusion.DEFAULT_WEIGHT, ScoreNormalisation.MIN_MAX, DEPTH)) {
      Piece piece = hit.item();
      ranked.put(
          piece.place(),
          new Passage(
              piece.content().chunk(),
              piece.filename(),
              hit.score(),
              hit.ranks(),
              new LegScores(cosines.get(piece.place()), words.get(piece.place()))));
    }
    return ranked;
  }

  private List<Scored<Piece>> semantic(Run run, String question, List<Piece> pieces) {
    float[] wanted;
    try {
      wanted = embedQuestion.embed(run.tenant(), run.owner(), embeddings, question);
    } catch (EmbeddingFailure withoutMeaning) {
      return List.of();
    }
    List<Scored<Piece>> scored = new ArrayList<>();
    for (Piece piece : pieces) {
      // One that another model made says nothing here.
      if (piece.content().vector().length == wanted.length) {
        scored.add(new Scored<>(piece, cosine(wanted, piece.content().vector())));
      }
    }
    scored.sort(Comparator.comparingDouble((Scored<Piece> hit) -> hit.score()).reversed());
    return scored.subList(0, Math.min(DEPTH, scored.size()));
  }

  private static List<Scored<Piece>> keyword(String question, List<Piece> pieces) {
    return Bm25.rank(question, pieces.stream().map(Piece::text).toList()).stream()
        .limit(DEPTH)
        .map(hit -> new Scored<>(pieces.get(hit.item()), hit.score()))
        .toList();
  }

  /** Both are of length one, as exactly as floats are. */
  private static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return Math.clamp(product, -1, 1);
  }

  private static Map<Place, Double> scores(List<Scored<Piece>> hits) {
    return hits.stream().collect(Collectors.toMap(hit -> hit.item().place(), Scored::score));
  }
}
