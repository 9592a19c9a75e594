package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformTest {
  @Test
  void namesTheArchiveOfEachPlatform() {
    assertThat(Platform.of("Linux", "amd64", false).archives())
        .containsExactly("/postgres-linux-x86_64.txz");
    assertThat(Platform.of("Linux", "aarch64", false).archives())
        .containsExactly("/postgres-linux-arm_64.txz");
    assertThat(Platform.of("Linux", "amd64", true).archives())
        .containsExactly("/postgres-linux-x86_64-alpine_linux.txz");
  }

  @Test
  void runsEitherArchiveOfMacOs() {
    assertThat(Platform.of("Mac OS X", "x86_64", false).archives())
        .startsWith("/postgres-darwin-x86_64.txz")
        .contains("/postgres-darwin-arm_64.txz");
    assertThat(Platform.of("Mac OS X", "aarch64", false).archives())
        .startsWith("/postgres-darwin-arm_64.txz")
        .contains("/postgres-darwin-x86_64.txz");
  }

  @Test
  void saysWhatToDoWhereThereAreNoBinaries(@TempDir Path directory) {
    Platform platform = Platform.of("SunOS", "sparcv9", false);

    assertThatExceptionOfType(EmbeddedPostgresFailure.class)
        .isThrownBy(() -> PostgresBinaries.unpacked(directory, platform))
        .withMessage("no embedded PostgreSQL for sunos/sparcv9: set DATABASE_URL")
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED_PLATFORM));
    assertThat(directory).isEmptyDirectory();
  }
}
