package dev.parley.domain.routing;

/** How a model failed, as far as it matters to what is done next. */
public enum ModelFailure {
  /** The prompt did not fit after all: a larger window may do. */
  TOO_LONG(true, false),
  /** Its provider refused our credentials; this says nothing of other providers. */
  UNAUTHORIZED(true, true),
  /** Its provider is over its own limit for us. */
  RATE_LIMITED(true, true),
  /** It could not be reached, failed, or broke off. */
  UNAVAILABLE(true, true),
  /** It said nothing for too long. */
  TIMEOUT(true, true),
  /** It refused the request for what it says: another model would too. */
  REJECTED(false, false),
  /** Not a fault of any model: ours, or the caller's wish. */
  NOT_ITS_OWN(false, false);

  private final boolean anotherMayDo;
  private final boolean harmsHealth;

  ModelFailure(boolean anotherMayDo, boolean harmsHealth) {
    this.anotherMayDo = anotherMayDo;
    this.harmsHealth = harmsHealth;
  }

  /** Whether another model may well answer what this one failed to. */
  public boolean anotherMayDo() {
    return anotherMayDo;
  }

  /** Whether it speaks against the health of the model. */
  public boolean harmsHealth() {
    return harmsHealth;
  }
}
