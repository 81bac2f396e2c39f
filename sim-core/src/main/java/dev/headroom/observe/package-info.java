/** What CPUs and tasks do and when: an observer of a run, and the timeline that it leaves of some windows of time. */
package dev.headroom.observe;
