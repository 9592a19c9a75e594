package dev.parley.domain.audit;

import static dev.parley.domain.audit.Chains.OTHER_TENANT;
import static dev.parley.domain.audit.Chains.TENANT;
import static dev.parley.domain.audit.Chains.chain;
import static dev.parley.domain.audit.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.audit.AuditVerdict.Broken;
import dev.parley.domain.audit.AuditVerdict.Intact;
import dev.parley.domain.audit.AuditVerdict.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class AuditVerifierProperties {

  /** A chain and one of its events, counted from 1. */
  record Place(int length, int seq) {
    List<AuditEvent> events() {
      return chain(length);
    }

    boolean isLast() {
      return seq == length;
    }
  }

  @Property(tries = 50)
  void findsNothingInAnUntouchedChain(@ForAll @IntRange(max = 30) int length) {
    List<AuditEvent> events = chain(length);
    AuditHead head = length == 0 ? AuditHead.empty(TENANT) : events.getLast().head();

    assertThat(verify(events)).isEqualTo(new Intact(head));
    assertThat(verify(new AuditVerifier(TENANT, head), events)).isEqualTo(new Intact(head));
  }

  @Property(tries = 100)
  void namesTheEventInWhichAnythingWasChanged(@ForAll("places") Place place) {
    for (AuditEvent changed : Chains.changed(place.events().get(place.seq() - 1))) {
      List<AuditEvent> events = place.events();
      events.set(place.seq() - 1, changed);

      assertThat(verify(events)).isEqualTo(new Broken(place.seq(), Reason.HASH_MISMATCH));
    }
  }

  @Property(tries = 100)
  void namesTheEventAfterOneThatWasChangedWithItsHash(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead head = events.getLast().head();
    AuditEvent forged = Chains.withActor(events.get(place.seq() - 1), "key:2").withExpectedHash();
    events.set(place.seq() - 1, forged);

    assertThat(verify(new AuditVerifier(TENANT, head), events))
        .isEqualTo(
            place.isLast()
                ? new Broken(place.seq(), Reason.OTHER_HEAD)
                : new Broken(place.seq() + 1, Reason.WRONG_PREVIOUS));
  }

  @Property(tries = 100)
  void namesTheEventThatWasTakenOut(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead head = events.getLast().head();
    events.remove(place.seq() - 1);

    assertThat(verify(new AuditVerifier(TENANT, head), events))
        .isEqualTo(new Broken(place.seq(), place.isLast() ? Reason.TRUNCATED : Reason.GAP));
  }

  @Property(tries = 100)
  void namesTheEventThatTakesTheSeqOfOneTakenOut(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    events.remove(place.seq() - 1);
    events.replaceAll(
        event -> event.seq() > place.seq() ? Chains.withSeq(event, event.seq() - 1) : event);

    assertThat(verify(events))
        .isEqualTo(
            place.isLast()
                ? new Intact(headOf(events))
                : new Broken(place.seq(), Reason.HASH_MISMATCH));
  }

  @Property(tries = 100)
  void namesTheEventThatWasMovedByOnePutIn(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead before =
        place.seq() == 1 ? AuditHead.empty(TENANT) : events.get(place.seq() - 2).head();
    AuditEvent forged = AuditChain.append(before, Chains.entry("forged"), Chains.NOW);
    List<AuditEvent> shifted = new ArrayList<>(events.subList(0, place.seq() - 1));
    shifted.add(forged);
    events.subList(place.seq() - 1, place.length()).stream()
        .map(event -> Chains.withSeq(event, event.seq() + 1))
        .forEach(shifted::add);
    List<AuditEvent> doubled = new ArrayList<>(events);
    doubled.add(place.seq(), events.get(place.seq() - 1));

    assertThat(verify(shifted)).isEqualTo(new Broken(place.seq() + 1, Reason.HASH_MISMATCH));
    assertThat(verify(doubled)).isEqualTo(new Broken(place.seq(), Reason.REORDERED));
  }

  @Property(tries = 100)
  void namesTheFirstOfTwoEventsThatWereSwapped(@ForAll("pairs") List<Integer> seqs) {
    int first = Collections.min(seqs);
    int second = Collections.max(seqs);
    List<AuditEvent> moved = chain(12);
    Collections.swap(moved, first - 1, second - 1);
    List<AuditEvent> renumbered = chain(12);
    AuditEvent one = renumbered.get(first - 1);
    renumbered.set(first - 1, Chains.withSeq(renumbered.get(second - 1), first));
    renumbered.set(second - 1, Chains.withSeq(one, second));

    assertThat(verify(moved)).isEqualTo(new Broken(first, Reason.REORDERED));
    assertThat(verify(renumbered)).isEqualTo(new Broken(first, Reason.HASH_MISMATCH));
  }

  @Property(tries = 100)
  void findsAChainThatWasCutOffOrWrittenAnew(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead head = events.getLast().head();
    List<AuditEvent> anew = new ArrayList<>();
    AuditHead last = AuditHead.empty(TENANT);
    for (int i = 1; i <= place.length(); i++) {
      anew.add(AuditChain.append(last, Chains.entry("anew"), Chains.NOW));
      last = anew.getLast().head();
    }

    assertThat(verify(new AuditVerifier(TENANT, head), events.subList(0, place.seq() - 1)))
        .isEqualTo(new Broken(place.seq(), Reason.TRUNCATED));
    assertThat(verify(anew)).isEqualTo(new Intact(last));
    assertThat(verify(new AuditVerifier(TENANT, head), anew))
        .isEqualTo(new Broken(place.length(), Reason.OTHER_HEAD));
  }

  @Property(tries = 50)
  void acceptsAChainThatGrewSinceItsHeadWasKept(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead kept = events.get(place.seq() - 1).head();

    assertThat(verify(new AuditVerifier(TENANT, kept), events))
        .isEqualTo(new Intact(events.getLast().head()));
  }

  @Property(tries = 50)
  void namesTheEventOfAnotherTenant(@ForAll("places") Place place) {
    List<AuditEvent> events = place.events();
    AuditHead before =
        place.seq() == 1 ? AuditHead.empty(TENANT) : events.get(place.seq() - 2).head();
    AuditHead stranger = new AuditHead(OTHER_TENANT, before.seq(), before.hash());
    events.set(place.seq() - 1, AuditChain.append(stranger, Chains.entry("x"), Chains.NOW));

    assertThat(verify(events)).isEqualTo(new Broken(place.seq(), Reason.OTHER_TENANT));
  }

  @Provide
  Arbitrary<Place> places() {
    return Arbitraries.integers()
        .between(1, 12)
        .flatMap(
            length ->
                Combinators.combine(
                        Arbitraries.just(length), Arbitraries.integers().between(1, length))
                    .as(Place::new));
  }

  @Provide
  Arbitrary<List<Integer>> pairs() {
    return Arbitraries.integers().between(1, 12).list().ofSize(2).uniqueElements();
  }

  private static AuditHead headOf(List<AuditEvent> events) {
    return events.isEmpty() ? AuditHead.empty(TENANT) : events.getLast().head();
  }
}
