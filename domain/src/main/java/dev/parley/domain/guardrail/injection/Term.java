package dev.parley.domain.guardrail.injection;

/** What a word stands for, in whatever language; the words are in {@code lexicon.tsv}. */
enum Term {
  IGNORE,
  DROP,
  DEFY,
  LIFTED,
  RULES,
  NORMS,
  PRIOR,
  YOUR,
  PROMPT,
  REVEAL,
  SECRET,
  THE,
  MINE,
  HOW_TO,
  PERSONAL,
  HELD,
  NEW_ORDERS,
  STOP_BEING,
  ROLE,
  JAILBREAK,
  MODE,
  BYPASS,
  SAFETY,
  AUTHORITY,
  URGENCY,
  EMOTION,
  HYPO,
  GAME,
  DICTATE,
  ENCODING,
  FORMAT,
  COMBINE,
  OBEY,
  ENDLESS,
  HIDE,
  SEND,
  PAYLOAD,
  TOOL,
  AI,
  OUTPUT,
  CODE_TARGET,
  FOLLOWING,
  SNIPPET,
  DANGER,
  DO_WITH,
  CHANGE,
  ORDER,
  WHY,
  ASK_YOU,
  FILLER,
  ARTEFACT,
  PAGE,
  DOC;

  private static final Term[] ALL = values();

  static int count() {
    return ALL.length;
  }

  @SuppressWarnings("EnumOrdinal") // a set of terms is one long, and is never stored
  long bit() {
    return 1L << ordinal();
  }

  boolean in(long terms) {
    return (terms & bit()) != 0;
  }
}
