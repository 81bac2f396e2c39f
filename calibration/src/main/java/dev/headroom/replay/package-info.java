/**
 * Replays recorded scheduling: takes from a trace what tasks demanded and when they were woken, lets the scheduler
 * model decide who runs, and compares the switches.
 */
package dev.headroom.replay;
