/**
 * The interface between machine and scheduler, the same for a host and a guest.
 *
 * <p>The machine acts, the scheduler decides: a scheduler reads no clock, draws no random number and schedules no
 * event. It is told what happened and when, and returns decisions.
 */
package dev.headroom.sched;
