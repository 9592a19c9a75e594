package dev.parley.bootstrap.settings;

import java.io.Serial;

/** A setting has a value that Parley cannot start with. The message is for the operator. */
public final class InvalidSetting extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  InvalidSetting(Setting setting, String given, String expectation) {
    super(setting.name() + ": " + given + " (expected: " + expectation + ")");
  }
}
