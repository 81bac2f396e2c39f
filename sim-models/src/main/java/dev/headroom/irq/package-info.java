/** Interrupt sources and where they are delivered. */
package dev.headroom.irq;
