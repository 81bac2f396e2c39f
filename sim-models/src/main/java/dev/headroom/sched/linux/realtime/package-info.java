/** The real-time class of Linux: fixed priorities. */
package dev.headroom.sched.linux.realtime;
