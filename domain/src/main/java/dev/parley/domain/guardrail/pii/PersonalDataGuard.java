package dev.parley.domain.guardrail.pii;

import dev.parley.domain.guardrail.Guard;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.Verdict;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Allows, masks or refuses a text by the personal data in it, for one conversation. What goes to
 * the model (from the caller, documents, tools) is masked so that the caller sees it again; what an
 * answer says of its own stays masked.
 *
 * <p>Not safe for use by several threads, as {@link Placeholders} are not.
 */
public final class PersonalDataGuard implements Guard {
  /** The reason of a refusal. */
  public static final String REASON = "personal_data";

  private final PiiPolicy policy;
  private final Placeholders placeholders;

  public PersonalDataGuard(PiiPolicy policy, Placeholders placeholders) {
    this.policy = policy;
    this.placeholders = placeholders;
  }

  @Override
  public String name() {
    return "personal_data";
  }

  @Override
  public Verdict judge(Origin origin, String text) {
    Set<PiiKind> blocked = blocked(text);
    if (!blocked.isEmpty()) {
      String kinds = blocked.stream().map(PiiKind::code).collect(Collectors.joining(", "));
      return new Verdict.Refused(REASON, "The text holds: " + kinds);
    }
    StringBuilder masked = new StringBuilder();
    boolean toModel = origin != Origin.ANSWER;
    Masking masking =
        new Masking(policy, placeholders, toModel, EnumSet.noneOf(PiiKind.class), masked::append);
    Scan scan = new Scan(policy.sought(), PiiScanner.DEFAULT_REACH);
    scan.accept(text, masking);
    scan.finish(masking);
    return masked.toString().equals(text)
        ? new Verdict.Allowed()
        : new Verdict.Masked(masked.toString());
  }

  private Set<PiiKind> blocked(String text) {
    Set<PiiKind> blocked = EnumSet.noneOf(PiiKind.class);
    for (PiiFinding finding : new PiiScanner(policy.sought()).scan(text)) {
      if (policy.action(finding.kind()) == PiiAction.BLOCK) {
        blocked.add(finding.kind());
      }
    }
    return blocked;
  }
}
