package dev.parley.domain.knowledge;

import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.util.Objects;

/**
 * Where on the web a document's content comes from.
 *
 * @param validators of the version that the document holds
 * @param due whether it is to be fetched before the document is read again
 */
public record WebSource(WebAddress address, Validators validators, boolean due) {
  public WebSource {
    Objects.requireNonNull(address);
    Objects.requireNonNull(validators);
  }

  WebSource atOnce() {
    return new WebSource(address, validators, true);
  }

  WebSource fetched(Validators newValidators) {
    return new WebSource(address, newValidators, false);
  }
}
