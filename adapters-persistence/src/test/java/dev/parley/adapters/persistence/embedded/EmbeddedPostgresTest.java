package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedPostgresTest {
  private static final int CONNECT_MILLIS = 1000;

  private final Path directory;
  private final HomeLock home;
  private EmbeddedPostgres postgres;

  EmbeddedPostgresTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    home = HomeLock.acquire(Homes.withBinaries(directory));
    postgres = EmbeddedPostgres.start(home);
  }

  @AfterAll
  void stop() {
    postgres.close();
    home.close();
  }

  @Test
  void keepsDataThroughARestart() throws SQLException {
    Sql.execute(postgres, "CREATE TABLE note (text text)");
    Sql.execute(postgres, "INSERT INTO note VALUES ('kept')");
    long first = postgres.pid();
    postgres.close();

    postgres = EmbeddedPostgres.start(home);

    assertThat(postgres.pid()).isNotEqualTo(first);
    assertThat(Sql.query(postgres, "SELECT text FROM note")).isEqualTo("kept");
  }

  @Test
  void isDurable() throws SQLException {
    for (String setting :
        List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
      assertThat(Sql.query(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
    }
  }

  @Test
  void refusesWrongPassword() {
    for (String database : List.of("parley", "postgres", "template1")) {
      assertThatExceptionOfType(SQLException.class)
          .as(database)
          .isThrownBy(
              () ->
                  DriverManager.getConnection(
                          postgres.jdbcUrl(database), postgres.username(), "wrong")
                      .close())
          .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
    }
  }

  @Test
  void answersOnTheLoopbackInterfaceOnly() throws IOException {
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .toList();
    for (InetAddress address : others) {
      assertThatThrownBy(() -> connect(address))
          .as(address.toString())
          .isInstanceOf(IOException.class);
    }
    connect(InetAddress.getLoopbackAddress());
  }

  @Test
  void listensOnNoOtherSocket() throws IOException {
    Path table = Path.of("/proc/net/tcp");
    assumeThat(table).exists();
    String port = String.format(Locale.ROOT, ":%04X", postgres.port());
    String listening = "0A";

    List<String> addresses =
        Files.readAllLines(table).stream()
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields[1].endsWith(port) && fields[3].equals(listening))
            .map(fields -> fields[1])
            .toList();

    assertThat(addresses).containsExactly("0100007F" + port);
    Path table6 = Path.of("/proc/net/tcp6");
    if (Files.exists(table6)) {
      assertThat(Files.readAllLines(table6)).noneMatch(line -> line.contains(port + " 0000"));
    }
  }

  @Test
  void keepsItsFilesFromOtherUsers() throws IOException {
    Path files = home.home().resolve("postgres");

    assertThat(permissions(files)).isEqualTo("rwx------");
    assertThat(permissions(files.resolve("data"))).isEqualTo("rwx------");
    assertThat(permissions(files.resolve("password"))).isEqualTo("rw-------");
    assertThat(files.resolve("password")).content().matches("[0-9a-f]{64}\n");
    assertThat(files.resolve("data/pg_hba.conf"))
        .content()
        .doesNotContain("trust")
        .doesNotContain("local ");
  }

  @Test
  void takesPunctuationBeyondAsciiForNoPartOfAWord() throws SQLException {
    String text = "SELECT to_tsvector('simple', U&'foo\\2014bar \\201Cquoted\\201D a\\00A0b')";

    assertThat(Sql.query(postgres, text)).isEqualTo("'a':4 'b':5 'bar':2 'foo':1 'quoted':3");
  }

  @Test
  void sortsAndFoldsCaseWithoutTheOperatingSystem() throws SQLException {
    assertThat(
            Sql.query(
                postgres,
                "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'parley'"))
        .isEqualTo("bC.UTF-8");
    assertThat(Sql.query(postgres, "SELECT lower('\u00c4\u03a3')")).isEqualTo("\u00e4\u03c3");
  }

  @Test
  void logsNoStatementsAndNoValues() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> Sql.execute(postgres, "SELECT 'canary-in-value'::int"));
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> Sql.execute(postgres, "SELECT canary_in_name"));

    assertThat(Homes.log(home.home()))
        .content()
        .contains("ready to accept connections")
        .doesNotContain("canary");
  }

  @Test
  void runsOncePerHome() {
    assertThatThrownBy(() -> EmbeddedPostgres.start(home))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already runs in this process");
  }

  @Test
  void closesTwiceWithoutComplaint() throws IOException {
    HomeLock other = HomeLock.acquire(Homes.withBinaries(directory.resolve("other")));
    EmbeddedPostgres closed = EmbeddedPostgres.start(other);

    closed.close();
    closed.close();
    other.close();

    assertThat(ProcessHandle.of(closed.pid())).isEmpty();
  }

  @Test
  void saysWhyTheServerDoesNotStart() throws IOException {
    HomeLock broken = HomeLock.acquire(Homes.withBinaries(directory.resolve("broken")));
    EmbeddedPostgres.start(broken).close();
    Files.writeString(
        Homes.data(broken.home()).resolve("postgresql.conf"),
        "no such setting\n",
        StandardOpenOption.APPEND);

    assertThatExceptionOfType(EmbeddedPostgresFailure.class)
        .isThrownBy(() -> EmbeddedPostgres.start(broken))
        .withMessageContaining("postgresql.conf")
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .isEqualTo(EmbeddedPostgresFailure.Reason.START_FAILED));
    broken.close();
  }

  private void connect(InetAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, postgres.port()), CONNECT_MILLIS);
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
