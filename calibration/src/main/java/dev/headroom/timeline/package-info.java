/** Timelines to look at: Trace Event JSON for viewers of traces, SVG for pages. */
package dev.headroom.timeline;
