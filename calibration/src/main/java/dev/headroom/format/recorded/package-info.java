/**
 * Readers of recorded scenarios: one folder per case with {@code scenario.json}, a run without tracing ({@code plain})
 * and one with it ({@code traced}).
 *
 * <p>The description of a case ({@link dev.headroom.format.recorded.Scenario}) and its results (histograms, logs,
 * counters) are read through different doors: a prediction sees the former only. The format page is
 * {@code docs/formats/recorded.md}.
 */
package dev.headroom.format.recorded;
