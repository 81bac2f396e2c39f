package dev.headroom.prediction;

import dev.headroom.observe.TimeWindow;
import dev.headroom.observe.TimelineSource;

/**
 * An activation and what happens around it.
 *
 * @param timeline what CPUs and tasks do
 * @param latency the activation, one of the timeline's
 * @param window what the timeline shows
 */
public record TracedActivation(TimelineSource timeline, TimelineSource.Latency latency, TimeWindow window) {}
