package dev.parley.domain.conversation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a message was not answered. The words for the person who asked are the answer's text.
 *
 * @param reason a stable snake_case word, such as {@code out_of_scope}
 * @param scope name of the scope that refused; null if a guard did
 */
public record RunRefusal(String reason, @Nullable String scope) {
  public RunRefusal {
    Objects.requireNonNull(reason);
  }
}
