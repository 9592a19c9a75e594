package dev.parley.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.conversation.RunFailure.Code;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFailureTest {

  @ParameterizedTest
  @CsvSource({
    "CONTEXT_LENGTH_EXCEEDED, false",
    "PROVIDER_REJECTED, false",
    "PROVIDER_UNAUTHORIZED, false",
    "PROVIDER_RATE_LIMITED, true",
    "PROVIDER_UNAVAILABLE, true",
    "PROVIDER_TIMEOUT, true",
    "INTERRUPTED, true",
    "INTERNAL, true"
  })
  void saysWhetherTheSameMessageMaySucceedLater(Code code, boolean retryable) {
    assertThat(code.isRetryable()).isEqualTo(retryable);
  }
}
