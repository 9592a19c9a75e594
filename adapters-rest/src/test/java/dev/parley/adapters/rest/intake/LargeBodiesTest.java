package dev.parley.adapters.rest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.domain.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodiesTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final TenantId ONE = new TenantId(new UUID(0, 1));
  private static final TenantId OTHER = new TenantId(new UUID(0, 2));
  private static final TenantId THIRD = new TenantId(new UUID(0, 3));

  /** Room for three of the largest, one and a half for each tenant. */
  private final LargeBodies bodies = new LargeBodies(3L * LargeBodies.LIMIT);

  private LargeBodies.Body read(TenantId tenant, int size, boolean told) throws IOException {
    return bodies.read(tenant, told ? size : -1, new ByteArrayInputStream(bytes(size)));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private void refuses(TenantId tenant, int size, boolean told, String code) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(tenant, size, told))
        .withMessageContaining(code);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 7, MEBIBYTE, MEBIBYTE + 1, 5 * MEBIBYTE, LargeBodies.LIMIT - 1, LargeBodies.LIMIT})
  void readsAllOfABodyWhetherItsLengthIsToldOrNot(int size) throws Exception {
    for (boolean told : new boolean[] {true, false}) {
      try (LargeBodies.Body body = read(ONE, size, told)) {
        assertThat(body.bytes()).isEqualTo(bytes(size));
      }
    }
  }

  @Test
  void takesNoneThatAreLargerAndForgetsThem() throws Exception {
    for (int i = 0; i < 10; i++) {
      refuses(ONE, LargeBodies.LIMIT + 1, true, "body_too_large");
      refuses(ONE, LargeBodies.LIMIT + 1, false, "body_too_large");
    }
    read(ONE, LargeBodies.LIMIT, true).close();
  }

  @Test
  void holdsAFewAtATimeAndNotOneTenantsAlone() throws Exception {
    LargeBodies.Body first = read(ONE, LargeBodies.LIMIT, true);

    refuses(ONE, LargeBodies.LIMIT, false, "overloaded");
    read(ONE, LargeBodies.LIMIT / 2, true);
    read(ONE, MEBIBYTE, true);
    LargeBodies.Body others = read(OTHER, LargeBodies.LIMIT, true);
    refuses(THIRD, LargeBodies.LIMIT, true, "overloaded");
    first.close();
    read(THIRD, LargeBodies.LIMIT, true).close();
    others.close();
  }

  @Test
  void holdsNothingOfABodyThatBrokeOff() throws Exception {
    for (int i = 0; i < 10; i++) {
      byte[] half = bytes(LargeBodies.LIMIT / 2);
      bodies.read(ONE, LargeBodies.LIMIT, new ByteArrayInputStream(half)).close();
    }
    read(ONE, LargeBodies.LIMIT, true).close();
  }
}
