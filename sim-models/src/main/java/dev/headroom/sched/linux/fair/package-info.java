/** The fair class of Linux: shares of CPU time by weight. */
package dev.headroom.sched.linux.fair;
