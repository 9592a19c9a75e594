package dev.parley.domain.guardrail.injection;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be seen in a text; each is 0 when absent and at most 1. */
enum Feature {
  OVERRIDE_PRIOR,
  OVERRIDE_RULES,
  OVERRIDE_LOOSE,
  RULES_LIFTED,
  NEW_ORDERS,
  STOP_BEING,
  ROLE,
  JAILBREAK,
  MODE,
  BYPASS_SAFETY,
  REVEAL_PROMPT,
  PROMPT_NAMED,
  REVEAL_SECRET,
  SECRET_ASKED,
  THE_SECRET,
  OWN_SECRET,
  SECRET_FOCUS,
  SECRET_NAMED,
  SECRET_REPEATED,
  SECRET_AND_TRICK,
  SECRET_AND_STORY,
  SECRET_AND_PLEA,
  SECRET_AND_ROLE,
  SECRET_AND_OPEN_END,
  SECRET_AND_EXAMPLES,
  SECRET_HELD,
  REVEAL_PERSONAL,
  HOW_TO,
  HELD_BACK,
  AUTHORITY,
  URGENCY,
  EMOTION,
  HYPOTHESIS,
  GAME,
  DICTATION,
  FOREIGN_ORDERS,
  ENDLESS,
  ENCODING,
  FORMAT,
  COMBINATION,
  QUOTED_PIECES,
  HIDE_FROM_USER,
  EXFILTRATION,
  IMAGE_WITH_DATA,
  TOOL_COERCION,
  ASSISTANT_NAMED,
  ROLE_MARKER,
  ROLE_LINE,
  ROLE_LINES,
  REPEATED_LABEL,
  OPEN_END,
  HIDDEN_TEXT,
  HIDDEN_MARKUP,
  INVISIBLE_CHARACTERS,
  BIDI_CONTROLS,
  LOOK_ALIKES,
  ENCODED_PAYLOAD,
  OBFUSCATED_ATTACK,
  REPETITION,
  NUMBER_RUN,
  LENGTH,
  PAGE_TASK,
  ANSWER_NAMED,
  ANSWER_CHANGED,
  SNIPPET_INCLUDED,
  SNIPPET_IN_YOURS,
  CODE_WITH_REACH,
  REQUEST_AND_CODE,
  TASK_REQUEST,
  TASK_WITH_ARTEFACT,
  CHANGE_REQUEST,
  MANUAL_STEP,
  QUESTION,
  ADDRESSED_REQUEST,
  ONLY_REQUESTS,
  REQUEST_SHARE,
  QUESTION_SHARE,
  ONE_SENTENCE,
  REQUEST_LAST,
  REQUEST_OFF_TOPIC,
  DOCUMENT_VOICE;

  private static final Feature[] ALL = values();
  private static final Set<Feature> CIRCUMSTANCES =
      EnumSet.of(
          HOW_TO,
          OWN_SECRET,
          HYPOTHESIS,
          LENGTH,
          TASK_REQUEST,
          TASK_WITH_ARTEFACT,
          CHANGE_REQUEST,
          MANUAL_STEP,
          QUESTION,
          ADDRESSED_REQUEST,
          ONLY_REQUESTS,
          REQUEST_SHARE,
          QUESTION_SHARE,
          ONE_SENTENCE,
          REQUEST_LAST,
          DOCUMENT_VOICE);

  static int count() {
    return ALL.length;
  }

  static Feature at(int ordinal) {
    return ALL[ordinal];
  }

  /** Whether it may speak for an attack only; what attackers add must never lower a score. */
  boolean incriminates() {
    return !CIRCUMSTANCES.contains(this);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
