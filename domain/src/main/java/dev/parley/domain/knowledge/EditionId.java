package dev.parley.domain.knowledge;

import java.util.Objects;
import java.util.UUID;

/**
 * Names one edition of a dataset: its chunks as one way of cutting and one embedding model make
 * them. Searches see one edition of each dataset; another may be in the making beside it.
 */
public record EditionId(UUID value) {
  public EditionId {
    Objects.requireNonNull(value);
  }

  /** The edition that a dataset begins with. */
  public static EditionId first(DatasetId dataset) {
    return new EditionId(dataset.value());
  }

  /** What stands for the dataset in a passage index, which so tells its editions apart. */
  public DatasetId inIndex() {
    return new DatasetId(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
