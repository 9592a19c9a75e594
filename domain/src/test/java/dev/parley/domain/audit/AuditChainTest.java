package dev.parley.domain.audit;

import static dev.parley.domain.audit.Chains.NOW;
import static dev.parley.domain.audit.Chains.TENANT;
import static dev.parley.domain.audit.Chains.chain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.audit.AuditVerdict.Broken;
import dev.parley.domain.audit.AuditVerdict.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditChainTest {

  @Test
  void countsFromOneAndLinksEachEventToTheOneBefore() {
    List<AuditEvent> events = chain(2);

    assertThat(events.getFirst())
        .isEqualTo(
            new AuditEvent(
                TENANT,
                1,
                Instant.parse("2026-11-20T10:00:01.123456Z"),
                "key:1",
                "bot_changed",
                "bot",
                "bot-1",
                "request-1",
                Map.of("name", "changed"),
                AuditHash.NONE,
                events.getFirst().hash()));
    assertThat(events.getLast().prevHash()).isEqualTo(events.getFirst().hash());
    assertThat(events.getLast().head())
        .isEqualTo(new AuditHead(TENANT, 2, events.getLast().hash()));
  }

  /** The form must never change unnoticed: every stored chain would seem to be broken. */
  @Test
  void hashesTheFirstFormAsItAlwaysDid() {
    assertThat(chain(1).getFirst().hash().hex())
        .isEqualTo("82d24e6dc32d94753ef4d8deef56aaab6eb6c2c8b9ac278fd5cc4b5e5dd7b84d");
    assertThat(
            AuditChain.append(
                    AuditHead.empty(TENANT),
                    new AuditEntry("key:1", AuditAction.RUN_SETTLED, "r", null, Map.of()),
                    NOW)
                .expectedHash())
        .isNotEqualTo(chain(1).getFirst().hash());
  }

  @Test
  void linksWhatWaitedAsIfItHadBeenAppended() {
    AuditEntry entry = new AuditEntry("key:1", AuditAction.RUN_SETTLED, "r", null, Map.of());
    AuditHead head = chain(2).getLast().head();

    assertThat(AuditChain.link(head, AuditChain.pending(TENANT, entry, NOW)))
        .isEqualTo(AuditChain.append(head, entry, NOW));
  }

  @Test
  void linksNoEventOfAnotherTenant() {
    AuditEntry entry = new AuditEntry("key:1", AuditAction.RUN_SETTLED, "r", null, Map.of());
    AuditEvent pending = AuditChain.pending(Chains.OTHER_TENANT, entry, NOW);

    assertThatThrownBy(() -> AuditChain.link(AuditHead.empty(TENANT), pending))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("audit event: of tenant");
  }

  @Test
  void tellsWhetherMoreEventsCanTellMore() {
    List<AuditEvent> events = chain(4);
    AuditVerifier gap = new AuditVerifier(TENANT, null);
    AuditVerifier changed = new AuditVerifier(TENANT, null);

    assertThat(gap.accept(events.get(0))).isTrue();
    assertThat(gap.accept(events.get(2))).isTrue();
    assertThat(gap.accept(events.get(3))).isTrue();
    assertThat(gap.verdict()).isEqualTo(new Broken(2, Reason.GAP));
    assertThat(gap.accept(events.get(1))).isFalse();
    assertThat(gap.verdict()).isEqualTo(new Broken(2, Reason.REORDERED));
    assertThat(changed.accept(Chains.withActor(events.get(0), "key:2"))).isFalse();
    assertThat(changed.accept(events.get(0))).isFalse();
    assertThat(changed.verdict()).isEqualTo(new Broken(1, Reason.HASH_MISMATCH));
  }

  @Test
  void expectsNoHeadOfAnotherTenant() {
    assertThatThrownBy(() -> new AuditVerifier(TENANT, AuditHead.empty(Chains.OTHER_TENANT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected head: of tenant");
  }

  @Test
  void keepsTextsThatEveryStoreKeeps() {
    AuditEntry entry =
        new AuditEntry(
            "a\0b", AuditAction.BOT_CREATED, "x\ud800y\udc00z🙂", "\0", Map.of("k\0", "\udc00"));

    assertThat(entry.actor()).isEqualTo("a\uFFFDb");
    assertThat(entry.targetId()).isEqualTo("x\uFFFDy\uFFFDz🙂");
    assertThat(entry.requestId()).isEqualTo("\uFFFD");
    assertThat(entry.details()).isEqualTo(Map.of("k\uFFFD", "\uFFFD"));
  }

  @Test
  void cutsLongTextsBetweenCharacters() {
    assertThat(entry("x".repeat(256)).targetId()).isEqualTo("x".repeat(256));
    assertThat(entry("x".repeat(257)).targetId()).isEqualTo("x".repeat(256));
    assertThat(entry("x".repeat(254) + "🙂").targetId()).isEqualTo("x".repeat(254) + "🙂");
    assertThat(entry("x".repeat(255) + "🙂").targetId()).isEqualTo("x".repeat(255));
  }

  @Test
  void boundsTheDetails() {
    assertThat(withDetails(16).details()).hasSize(16);
    assertThatThrownBy(() -> withDetails(17))
        .hasMessage("details: 17 entries (expected: at most 16)");
  }

  @Test
  void writesActionsAsWords() {
    assertThat(AuditAction.API_KEY_REVOKED.word()).isEqualTo("api_key_revoked");
    for (AuditAction action : AuditAction.values()) {
      assertThat(action.word()).startsWith(action.targetKind() + "_");
    }
  }

  @Test
  void hashesAreSixtyFourLowerCaseDigits() {
    AuditHash hash = new AuditHash("09af".repeat(16));

    assertThat(AuditHash.of(hash.bytes())).isEqualTo(hash);
    assertThat(hash).hasToString("09af".repeat(16));
    assertThat(AuditHash.NONE.bytes()).isEqualTo(new byte[32]);
    for (String wrong :
        List.of(
            "",
            "0".repeat(63),
            "0".repeat(65),
            "A".repeat(64),
            "g".repeat(64),
            "/".repeat(64),
            ":".repeat(64),
            "`".repeat(64))) {
      assertThat(AuditHash.isValid(wrong)).isFalse();
      assertThatThrownBy(() -> new AuditHash(wrong))
          .hasMessage(
              "hash: "
                  + wrong.length()
                  + " characters (expected: 64 lower-case hexadecimal digits)");
    }
  }

  @Test
  void headsCountFromNothing() {
    assertThat(AuditHead.empty(TENANT)).isEqualTo(new AuditHead(TENANT, 0, AuditHash.NONE));
    assertThatThrownBy(() -> new AuditHead(TENANT, -1, AuditHash.NONE))
        .hasMessage("seq: -1 (expected: 0 or more)");
  }

  private static AuditEntry entry(String target) {
    return Chains.entry(target);
  }

  private static AuditEntry withDetails(int count) {
    return new AuditEntry(
        "key:1",
        AuditAction.BOT_CREATED,
        "b",
        null,
        IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v")));
  }
}
