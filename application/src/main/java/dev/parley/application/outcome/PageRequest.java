package dev.parley.application.outcome;

import dev.parley.domain.validation.InvalidValue;

/**
 * Which part of a list is wanted.
 *
 * @param page counted from 1
 * @param size items on a page
 */
public record PageRequest(int page, int size) {
  public static final int MAX_SIZE = 100;

  /** Bounds the offset, so that nobody can make the store count its way through everything. */
  public static final int MAX_PAGE = 1_000_000;

  public PageRequest {
    if (page < 1 || page > MAX_PAGE) {
      throw new InvalidValue("page", page, "1.." + MAX_PAGE);
    }
    if (size < 1 || size > MAX_SIZE) {
      throw new InvalidValue("page_size", size, "1.." + MAX_SIZE);
    }
  }

  /** How many items come before the page. */
  public long offset() {
    return (page - 1L) * size;
  }
}
