/** Runs the replications of a plan, merges them in a fixed order and judges the objectives. */
package dev.headroom.prediction;
