package dev.parley.application.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.attachment.Attachments.Content;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link AttachmentContents} does. */
public abstract class AttachmentContentsContract {
  private static final Allowance PLENTY = new Allowance(100, 1 << 20);
  private static final String TEXT = "Größe 7, not 8 🚰.\n\nIt drops\u0000 at night.";
  private static final String MODEL = Fixtures.EMBEDDING_MODEL;

  private Attachments attachments;
  private AttachmentContents contents;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    Stores stores = stores();
    attachments = stores.attachments();
    contents = stores.attachmentContents();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Attachment stored(Content content) {
    Attachment file = Fixtures.attachment(tenant.id(), StoredTenant.OWNER, content);
    assertThat(attachments.add(file, content, PLENTY)).isTrue();
    return file;
  }

  private static Embedded piece(AttachmentId file, int ordinal, int start, int end) {
    ChunkDraft draft =
        new ChunkDraft(
            ordinal,
            ordinal + 1,
            new TextSpan(start, end),
            ordinal == 0 ? "" : "Water > Pressure",
            TEXT.substring(start, end),
            5 + ordinal);
    return new Embedded(
        new Chunk(new ChunkId(Fixtures.id()), new DocumentId(file.value()), null, draft),
        new float[] {ordinal, 0.5f, -0.25f});
  }

  @Test
  void keepsPicturesToTheByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Attachment file = stored(new Content.Picture(bytes));

    assertThat(contents.picture(tenant.id(), file.id())).hasValue(bytes);
    assertThat(contents.text(tenant.id(), file.id())).isEmpty();
    assertThat(contents.pieces(tenant.id(), file.id(), MODEL)).isEmpty();
  }

  @Test
  void keepsTextsWithTheirPieces() {
    AttachmentId id = new AttachmentId(Fixtures.id());
    int second = TEXT.indexOf("It");
    List<Embedded> pieces =
        List.of(piece(id, 0, 0, second - 2), piece(id, 1, second, TEXT.length()));
    Attachment file =
        Fixtures.attachment(
            id, tenant.id(), StoredTenant.OWNER, new Content.Text(TEXT, MODEL, pieces));
    attachments.add(file, new Content.Text(TEXT, MODEL, pieces), PLENTY);

    // A store may take another character for NUL, but one for one.
    assertThat(contents.text(tenant.id(), id).orElseThrow().replace('\uFFFD', '\0'))
        .isEqualTo(TEXT);
    assertThat(contents.picture(tenant.id(), id)).isEmpty();
    List<Embedded> found = contents.pieces(tenant.id(), id, MODEL);
    assertThat(found).hasSameSizeAs(pieces);
    for (int i = 0; i < found.size(); i++) {
      Chunk chunk = found.get(i).chunk();
      Chunk expected = pieces.get(i).chunk();
      assertThat(chunk.id()).isEqualTo(expected.id());
      assertThat(chunk.document()).isEqualTo(expected.document());
      assertThat(chunk.isAttached()).isTrue();
      assertThat(chunk.content().text().replace('\uFFFD', '\0'))
          .isEqualTo(expected.content().text());
      assertThat(chunk.content())
          .usingRecursiveComparison()
          .ignoringFields("text")
          .isEqualTo(expected.content());
      assertThat(found.get(i).vector()).isEqualTo(pieces.get(i).vector());
    }
  }

  @Test
  void leavesVectorsOfAnotherModelEmpty() {
    AttachmentId id = new AttachmentId(Fixtures.id());
    Content content = new Content.Text(TEXT, MODEL, List.of(piece(id, 0, 0, 5)));
    attachments.add(
        Fixtures.attachment(id, tenant.id(), StoredTenant.OWNER, content), content, PLENTY);

    assertThat(contents.pieces(tenant.id(), id, "another"))
        .singleElement()
        .satisfies(piece -> assertThat(piece.vector()).isEmpty());
  }

  @Test
  void showsNothingOfAnotherTenantsOrOfWhatIsGone() {
    AttachmentId id = new AttachmentId(Fixtures.id());
    Content content = new Content.Text(TEXT, MODEL, List.of(piece(id, 0, 0, 5)));
    attachments.add(
        Fixtures.attachment(id, tenant.id(), StoredTenant.OWNER, content), content, PLENTY);
    Attachment picture = stored(new Content.Picture(new byte[] {1}));

    assertThat(contents.text(otherTenant.id(), id)).isEmpty();
    assertThat(contents.pieces(otherTenant.id(), id, MODEL)).isEmpty();
    assertThat(contents.picture(otherTenant.id(), picture.id())).isEmpty();

    attachments.remove(tenant.id(), StoredTenant.OWNER, id);
    attachments.remove(tenant.id(), StoredTenant.OWNER, picture.id());

    assertThat(contents.text(tenant.id(), id)).isEmpty();
    assertThat(contents.pieces(tenant.id(), id, MODEL)).isEmpty();
    assertThat(contents.picture(tenant.id(), picture.id())).isEmpty();
  }
}
