package dev.parley.domain.quota;

/** What can be used up. */
public enum Limit {
  /** Requests per minute. */
  REQUESTS("rate_limited"),
  /** Model tokens per minute. */
  TOKENS("token_rate_limited"),
  /** Money per day of the UTC calendar. */
  DAILY_BUDGET("budget_exhausted"),
  /** Money per month of the UTC calendar. */
  MONTHLY_BUDGET("budget_exhausted");

  private final String code;

  Limit(String code) {
    this.code = code;
  }

  /** The stable word for a refusal because of it. */
  public String code() {
    return code;
  }
}
