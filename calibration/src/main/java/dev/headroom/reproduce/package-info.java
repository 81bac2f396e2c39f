/** Rebuilds a described measurement as a machine that can be simulated; knows nothing of what was measured. */
package dev.headroom.reproduce;
