/**
 * The discrete-event engine: clock, total order of events and the run loop.
 *
 * <p>This is the only package that imports DSOL. Models see {@link dev.headroom.engine.Timeline} and
 * {@link dev.headroom.engine.Timer} and nothing else.
 */
package dev.headroom.engine;
