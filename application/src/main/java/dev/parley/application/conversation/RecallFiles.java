package dev.parley.application.conversation;

import dev.parley.application.attachment.AttachmentContents;
import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.conversation.RankPieces.Piece;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.attachment.FileRoom;
import dev.parley.domain.attachment.FileRoom.Place;
import dev.parley.domain.context.Picture;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says what a model is shown of the files that are attached on a turn's branch: short texts whole,
 * of long ones the pieces that fit the question best, and the newest pictures.
 */
public final class RecallFiles {
  /** Pieces of long texts: several times what is found in documents for a question. */
  static final int MOST_EXCERPTS = 32;

  /** Pictures of one prompt. */
  static final int MOST_PICTURES = 10;

  private final AttachmentContents contents;
  private final EmbeddingModel embeddings;
  private final TokenCounter tokens;
  private final RankPieces rankPieces;

  public RecallFiles(
      AttachmentContents contents,
      EmbeddingModel embeddings,
      EmbedQuestion embedQuestion,
      TokenCounter tokens) {
    this.contents = Objects.requireNonNull(contents);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.tokens = Objects.requireNonNull(tokens);
    this.rankPieces = new RankPieces(embeddings, embedQuestion);
  }

  /** The part of a prompt that texts of files may take, in tokens; the rest is for all else. */
  static int room(int promptBudget) {
    return promptBudget / 2;
  }

  /**
   * What a model is shown.
   *
   * @param passages pieces of texts, in reading order
   * @param excerpted whether some text is not shown whole
   * @param pictures of each message that has some
   * @param blind whether there are pictures and the model takes none
   * @param crowded whether there are more pictures than are shown at once
   */
  record Recalled(
      List<Passage> passages,
      boolean excerpted,
      Map<MessageId, List<Picture>> pictures,
      boolean blind,
      boolean crowded) {
    static final Recalled NOTHING = new Recalled(List.of(), false, Map.of(), false, false);

    Recalled {
      passages = List.copyOf(passages);
      pictures = Map.copyOf(pictures);
    }
  }

  /**
   * Recalls the files of a turn; blocking. A file that was removed since is passed over.
   *
   * @param room for texts, in tokens
   */
  Recalled recall(Task task, int room) {
    if (task.files().isEmpty()) {
      return Recalled.NOTHING;
    }
    List<MessageId> branch = new ArrayList<>();
    task.history().forEach(message -> branch.add(message.id()));
    branch.add(task.question().id());
    List<List<Piece>> texts = texts(task, branch);
    FileRoom division =
        new FileRoom(
            texts.stream().map(pieces -> pieces.stream().map(this::cost).toList()).toList(), room);
    Set<Integer> whole = division.whole();
    List<Piece> ofLong =
        texts.stream()
            .flatMap(List::stream)
            .filter(piece -> !whole.contains(piece.place().file()))
            .toList();
    Map<Place, Passage> ranked =
        ofLong.isEmpty()
            ? Map.of()
            : rankPieces.rank(task.run(), task.question().content(), ofLong);
    List<Passage> passages =
        division.taken(List.copyOf(ranked.keySet()), MOST_EXCERPTS).stream()
            .map(
                place ->
                    ranked.containsKey(place)
                        ? Objects.requireNonNull(ranked.get(place))
                        : texts.get(place.file()).get(place.piece()).passage())
            .toList();
    Gallery gallery = new Gallery(task, branch);
    return new Recalled(
        passages, !ofLong.isEmpty(), gallery.pictures, gallery.blind, gallery.crowded);
  }

  private int cost(Piece piece) {
    return Prompt.tokensOf(piece.passage(), tokens);
  }

  /** Texts in the order in which they were attached. */
  private List<List<Piece>> texts(Task task, List<MessageId> branch) {
    Set<AttachmentId> seen = new HashSet<>();
    List<List<Piece>> texts = new ArrayList<>();
    for (MessageId message : branch) {
      for (Attachment file : task.files().getOrDefault(message, List.of())) {
        if (!file.isPicture() && seen.add(file.id())) {
          List<Piece> pieces = new ArrayList<>();
          for (Embedded piece : contents.pieces(file.tenant(), file.id(), embeddings.name())) {
            pieces.add(new Piece(new Place(texts.size(), pieces.size()), file.filename(), piece));
          }
          if (!pieces.isEmpty()) {
            texts.add(pieces);
          }
        }
      }
    }
    return texts;
  }

  /** The pictures of a branch, the newest first, as many as may be shown. */
  private final class Gallery {
    private final Map<MessageId, List<Picture>> pictures = new HashMap<>();
    private final Set<AttachmentId> seen = new HashSet<>();
    private final Task task;
    private final boolean blind;
    private boolean crowded;
    private int count;
    private long bytes;

    Gallery(Task task, List<MessageId> branch) {
      this.task = task;
      boolean takesPictures = task.served().model().takesPictures();
      boolean any = false;
      for (MessageId message : branch.reversed()) {
        List<Attachment> files =
            task.files().getOrDefault(message, List.of()).stream()
                .filter(Attachment::isPicture)
                .toList();
        any |= !files.isEmpty();
        if (takesPictures) {
          hang(message, files);
        }
      }
      this.blind = any && !takesPictures;
    }

    private void hang(MessageId message, List<Attachment> files) {
      List<Picture> hung = new ArrayList<>();
      for (Attachment file : files) {
        if (!seen.add(file.id())) {
          continue;
        }
        if (count == MOST_PICTURES || bytes + file.bytes() > TurnFiles.MOST_PICTURE_BYTES) {
          crowded = true;
          continue;
        }
        Optional<byte[]> content = contents.picture(task.run().tenant(), file.id());
        if (content.isPresent()) {
          count++;
          bytes += file.bytes();
          hung.add(new Picture(file.mediaType(), content.get(), file.tokens()));
        }
      }
      if (!hung.isEmpty()) {
        pictures.put(message, List.copyOf(hung));
      }
    }
  }
}
