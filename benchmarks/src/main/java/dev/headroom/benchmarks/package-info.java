/** JMH benchmarks of the engine beside DSOL's simulator as it comes. */
package dev.headroom.benchmarks;
