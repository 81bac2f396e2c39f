/** An experimental class of Linux: short interactive work before the fair tasks, within a limit. */
package dev.headroom.sched.linux.iso;
