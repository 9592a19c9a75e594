package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;

/** Fetches what is at an address that nobody vouches for. Safe for use by many threads. */
public interface PageFetcher {

  /**
   * Fetches what is there, unless it is the version that is known. Blocking; ends within a bounded
   * time, and takes no more than a bounded size.
   *
   * @param known of the version that need not be sent again; {@link Validators#NONE} if there is
   *     none
   */
  Fetch fetch(WebAddress address, Validators known);

  /** What came of it. */
  sealed interface Fetch {
    /**
     * There is another version than the known one.
     *
     * @param mediaType as the server says, in lower case and without parameters; may be wrong or
     *     empty
     * @param address where it was found in the end
     */
    record Fetched(byte[] content, String mediaType, WebAddress address, Validators validators)
        implements Fetch {}

    /** The known version is the newest. */
    record NotModified() implements Fetch {}

    record Failed(DocumentError error) implements Fetch {}
  }
}
