/** What the hardware is made of: sockets, last-level caches, cores, hyperthreads and the CPUs that Linux numbers. */
package dev.headroom.topology;
