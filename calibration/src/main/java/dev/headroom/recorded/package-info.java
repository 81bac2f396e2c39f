/**
 * Predicts recorded scenarios: from a description of what ran to a machine, from the machine to what its instruments
 * would read, and only then to a comparison with what they read.
 */
package dev.headroom.recorded;
