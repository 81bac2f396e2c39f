/** Wires topology, costs, interrupts, scheduler and workloads into a machine that the engine can run. */
package dev.headroom.machine;
