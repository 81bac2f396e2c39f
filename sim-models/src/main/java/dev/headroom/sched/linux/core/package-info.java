/** What the classes of the Linux scheduler share: configuration, the run queues of the CPUs, scheduling domains. */
package dev.headroom.sched.linux.core;
