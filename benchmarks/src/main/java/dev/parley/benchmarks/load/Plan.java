package dev.parley.benchmarks.load;

import dev.parley.benchmarks.provider.Script;
import java.time.Duration;

/**
 * How many streams there are, and when.
 *
 * @param textKnown whether the text is the script's, so that it can be checked
 * @param streams connections, each with one stream at a time
 * @param ramp over how long their beginnings are spread
 * @param again for how long a stream that ended is followed by another on its connection
 * @param patience after so long the streams that have not ended are broken off
 * @param slow whether one byte a second is read of each, until there is a hurry
 */
record Plan(
    Script script,
    boolean textKnown,
    int streams,
    Duration ramp,
    Duration again,
    Duration patience,
    boolean slow) {

  /** What streams are given beyond what they take by themselves. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Streams that are read as fast as they come. */
  static Plan of(Script script, boolean textKnown, int streams, Duration ramp, Duration again) {
    Duration patience = ramp.plus(again).plus(script.length()).plus(PATIENCE);
    return new Plan(script, textKnown, streams, ramp, again, patience, false);
  }
}
