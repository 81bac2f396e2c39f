/**
 * The DEADLINE class of Linux: reservations, earliest deadline first, and the server that keeps time for fair tasks.
 */
package dev.headroom.sched.linux.deadline;
