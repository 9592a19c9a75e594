package dev.parley.domain.attachment;

/** How large a picture is, in pixels. */
public record PictureSize(int width, int height) {
  /** A side of the square that a picture is made to fit into first. */
  private static final int LARGEST = 2_048;

  /** What the shorter side is made to be then, if it is longer. */
  private static final int SHORTER_SIDE = 768;

  /** A side of the squares that are counted in the end. */
  private static final int TILE = 512;

  private static final int TOKENS_AT_LEAST = 85;
  private static final int TOKENS_PER_TILE = 170;

  public PictureSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "picture of " + width + " x " + height + " pixels (expected: 1 or more each way)");
    }
  }

  /**
   * What the picture costs of a prompt: 1,445 at most. As OpenAI counts for GPT-4o (Images and
   * vision, Calculating costs); others count otherwise, and what they counted is what is charged.
   */
  public int tokens() {
    double scale = Math.min(1, (double) LARGEST / Math.max(width, height));
    scale = Math.min(scale, (double) SHORTER_SIDE / Math.min(width, height));
    return TOKENS_AT_LEAST + TOKENS_PER_TILE * tiles(width * scale) * tiles(height * scale);
  }

  private static int tiles(double side) {
    return Math.max(1, (int) Math.ceil(side / TILE - 1e-9));
  }
}
