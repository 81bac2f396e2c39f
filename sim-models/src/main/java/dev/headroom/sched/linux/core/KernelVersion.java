package dev.headroom.sched.linux.core;

/**
 * Series of the kernel whose rules are followed, such as 6.12.
 *
 * @param major first number, such as 6
 * @param minor second number, such as 12
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {

    /** Returns whether this series is the given one or a later one. */
    public boolean isAtLeast(final int otherMajor, final int otherMinor) {
        return compareTo(new KernelVersion(otherMajor, otherMinor)) >= 0;
    }

    @Override
    public int compareTo(final KernelVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
