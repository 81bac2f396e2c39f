/** What runs on a machine: measuring threads, control applications, stress workers. */
package dev.headroom.workload;
