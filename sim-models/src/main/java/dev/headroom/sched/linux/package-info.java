/** Linux: the class stack real-time (FIFO, RR) above fair (CFS) above idle, with placement and load balancing. */
package dev.headroom.sched.linux;
