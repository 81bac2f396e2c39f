package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.KernelConfig;
import dev.headroom.sched.linux.core.KernelVersion;

/**
 * Refuses what a kernel does not know yet.
 *
 * @param version the series of the kernel
 */
record Since(KernelVersion version) {

    static Since of(final KernelConfig kernel) {
        return new Since(kernel.series());
    }

    /** Refuses a feature that came with a later series than that of the machine. */
    void require(final int major, final int minor, final String feature, final DocumentNode place) {
        if (!version.isAtLeast(major, minor)) {
            throw place.mistake(
                    "Linux " + version + " has no " + feature,
                    "it came with " + major + "." + minor + "; set machine.kernel.version or leave it out");
        }
    }
}
