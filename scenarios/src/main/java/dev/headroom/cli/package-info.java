/** The command line: one class for each command, exit statuses, messages. */
package dev.headroom.cli;
