package dev.parley.adapters.rest.sse;

import java.time.Duration;

/**
 * How streams pass the time.
 *
 * @param heartbeat how long one may be silent
 * @param recheck how long one may go on before it is asked again whether it may
 * @param stall how long a client may take nothing of what is ready for it
 */
record StreamTiming(Duration heartbeat, Duration recheck, Duration stall) {}
