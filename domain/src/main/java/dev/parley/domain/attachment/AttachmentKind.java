package dev.parley.domain.attachment;

/** What a model makes of an attached file. */
public enum AttachmentKind {
  /** It reads the text that was found in it. */
  TEXT,
  /** It is shown the file itself. */
  PICTURE
}
