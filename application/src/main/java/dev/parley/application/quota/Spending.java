package dev.parley.application.quota;

import dev.parley.domain.bot.BotId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.tenant.TenantId;
import java.time.LocalDate;

/** What has been spent, as the books say. */
public interface Spending {

  /**
   * What the runs of a bot have cost.
   *
   * @param first day in UTC
   * @param last day in UTC, included
   */
  Money spent(TenantId tenant, BotId bot, LocalDate first, LocalDate last);
}
