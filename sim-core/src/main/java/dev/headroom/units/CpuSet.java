package dev.headroom.units;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * An immutable set of CPUs, numbered as Linux numbers them. Written and read as a Linux CPU list ({@code 0,2-5}, see
 * {@code cpuset(7)}, "List format") or as a mask ({@code ff,00000001}, "Mask format").
 *
 * <p>One bit per CPU in {@code long} words: {@link #contains} and {@link #next} take a few instructions and allocate
 * nothing, since schedulers ask them for every decision. Safe to share between threads. The set operations allocate one
 * new set and belong into set-up code.
 */
public final class CpuSet {
    /** How many CPUs there can be; Linux distributions build with at most 8192, machines on sale have below 2048. */
    public static final int CPU_COUNT_MAX = 4096;

    private static final CpuSet NONE = new CpuSet(new long[0]);
    private static final int DIGITS_MAX = 9;

    /** Bit {@code c & 63} of word {@code c >> 6} stands for CPU c; the last word is never zero, so equal sets match. */
    private final long[] words;

    private CpuSet(final long[] trimmedWords) {
        this.words = trimmedWords;
    }

    /**
     * The set without CPUs.
     *
     * @return the empty set
     */
    public static CpuSet none() {
        return NONE;
    }

    /**
     * The set of the given CPUs, in any order; repetitions do no harm.
     *
     * @param cpus CPU numbers, each from 0 to {@link #CPU_COUNT_MAX} - 1
     * @return the set
     * @throws IllegalArgumentException if a number is out of range
     */
    public static CpuSet of(final int... cpus) {
        final long[] bits = new long[CPU_COUNT_MAX >> 6];
        for (final int cpu : cpus) {
            bits[checked(cpu) >> 6] |= 1L << cpu;
        }
        return trimmed(bits);
    }

    /**
     * All CPUs from one to another.
     *
     * @param lo the lowest CPU
     * @param hiInclusive the highest CPU, not below {@code lo}
     * @return the set
     * @throws IllegalArgumentException if a number is out of range or the range is reversed
     */
    public static CpuSet range(final int lo, final int hiInclusive) {
        final long[] bits = new long[CPU_COUNT_MAX >> 6];
        addRange(bits, lo, hiInclusive);
        return trimmed(bits);
    }

    /**
     * Reads a Linux CPU list: numbers and ranges separated by commas. An empty text is the empty set, as in
     * {@code /sys/devices/system/cpu/isolated}.
     *
     * @param list for example {@code 0,2-5}
     * @return the set
     * @throws IllegalArgumentException if the text is not a CPU list; the message says what is right
     */
    public static CpuSet parse(final String list) {
        final String trimmed = list.trim();
        if (trimmed.isEmpty()) {
            return NONE;
        }
        final long[] bits = new long[CPU_COUNT_MAX >> 6];
        for (final String part : trimmed.split(",", -1)) {
            final String range = part.trim();
            final int dash = range.indexOf('-');
            try {
                final int lo = number(dash < 0 ? range : range.substring(0, dash));
                final int hi = dash < 0 ? lo : number(range.substring(dash + 1));
                addRange(bits, lo, hi);
            } catch (final IllegalArgumentException e) {
                final String detail = e instanceof NumberFormatException ? "'" + range + "' is no CPU" : e.getMessage();
                throw new IllegalArgumentException(
                        "'" + trimmed + "' is not a CPU list: " + detail + "; write CPUs and ranges such as 0,2-5", e);
            }
        }
        return trimmed(bits);
    }

    /**
     * Reads a Linux CPU mask: hexadecimal words of at most 32 bits, the highest CPUs first, separated by commas, as in
     * {@code /proc/irq/N/smp_affinity}. A leading {@code 0x} is accepted.
     *
     * @param mask for example {@code ff,00000001}
     * @return the set
     * @throws IllegalArgumentException if the text is not a mask
     */
    public static CpuSet parseMask(final String mask) {
        final String text = mask.trim();
        final String[] parts = (text.startsWith("0x") ? text.substring(2) : text).split(",", -1);
        final long[] bits = new long[CPU_COUNT_MAX >> 6];
        // A single word without commas may be longer than 32 bits, as taskset(1) prints it.
        final StringBuilder digits = new StringBuilder();
        for (final String part : parts) {
            final boolean first = digits.length() == 0;
            if (!part.matches(parts.length == 1 ? "[0-9a-fA-F]+" : "[0-9a-fA-F]{1,8}")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a CPU mask; write hexadecimal words such as ff or 1,00000000");
            }
            digits.append(first ? "" : "0".repeat(8 - part.length())).append(part);
        }
        for (int i = 0; i < digits.length(); i++) {
            final int nibble = Character.digit(digits.charAt(digits.length() - 1 - i), 16);
            if (nibble != 0) {
                checked(4 * i + 31 - Integer.numberOfLeadingZeros(nibble));
                bits[i >> 4] |= (long) nibble << (4 * (i & 15));
            }
        }
        return trimmed(bits);
    }

    /**
     * Whether a CPU is in the set; false for any number that cannot be a CPU.
     *
     * @param cpu the CPU
     * @return true if it is a member
     */
    public boolean contains(final int cpu) {
        final int word = cpu >>> 6;
        return word < words.length && (words[word] >>> cpu & 1) != 0;
    }

    /**
     * The lowest CPU.
     *
     * @return its number, or -1 if the set is empty
     */
    public int first() {
        return next(-1);
    }

    /**
     * The highest CPU.
     *
     * @return its number, or -1 if the set is empty
     */
    public int last() {
        final int top = words.length - 1;
        return top < 0 ? -1 : (top << 6) + 63 - Long.numberOfLeadingZeros(words[top]);
    }

    /**
     * The lowest CPU above a given one. The loop over a set is {@code for (int c = set.first(); c >= 0; c =
     * set.next(c))}.
     *
     * @param after the CPU to start behind; -1 to start at the beginning
     * @return the number of the next member, or -1 if there is none
     */
    public int next(final int after) {
        final int from = after + 1;
        int word = from >>> 6;
        if (word >= words.length) {
            return -1;
        }
        long bits = words[word] & (-1L << from);
        while (bits == 0) {
            if (++word == words.length) {
                return -1;
            }
            bits = words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /**
     * How many CPUs are in the set.
     *
     * @return the number of members
     */
    public int size() {
        int size = 0;
        for (final long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    /**
     * Whether the set has no CPU.
     *
     * @return true if it is empty
     */
    public boolean isEmpty() {
        return words.length == 0;
    }

    /**
     * The CPUs in both sets.
     *
     * @param other another set
     * @return the intersection
     */
    public CpuSet and(final CpuSet other) {
        final long[] bits = Arrays.copyOf(words, Math.min(words.length, other.words.length));
        for (int i = 0; i < bits.length; i++) {
            bits[i] &= other.words[i];
        }
        return trimmed(bits);
    }

    /**
     * The CPUs in either set.
     *
     * @param other another set
     * @return the union
     */
    public CpuSet or(final CpuSet other) {
        final long[] bits = Arrays.copyOf(words, Math.max(words.length, other.words.length));
        for (int i = 0; i < other.words.length; i++) {
            bits[i] |= other.words[i];
        }
        return trimmed(bits);
    }

    /**
     * The CPUs in this set and not in the other.
     *
     * @param other another set
     * @return the difference
     */
    public CpuSet minus(final CpuSet other) {
        final long[] bits = words.clone();
        for (int i = 0; i < Math.min(bits.length, other.words.length); i++) {
            bits[i] &= ~other.words[i];
        }
        return trimmed(bits);
    }

    /**
     * Whether the sets have a CPU in common. Allocates nothing.
     *
     * @param other another set
     * @return true if the intersection is not empty
     */
    public boolean intersects(final CpuSet other) {
        for (int i = 0; i < Math.min(words.length, other.words.length); i++) {
            if ((words[i] & other.words[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether every CPU of the other set is in this one. Allocates nothing.
     *
     * @param other another set
     * @return true if the other is a subset
     */
    public boolean containsAll(final CpuSet other) {
        for (int i = 0; i < other.words.length; i++) {
            if ((other.words[i] & ~(i < words.length ? words[i] : 0)) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Calls an action for each CPU in ascending order.
     *
     * @param action what to do with the CPU number
     */
    public void forEach(final IntConsumer action) {
        for (int cpu = first(); cpu >= 0; cpu = next(cpu)) {
            action.accept(cpu);
        }
    }

    /**
     * The CPUs in ascending order.
     *
     * @return a new array
     */
    public int[] toArray() {
        final int[] cpus = new int[size()];
        int cpu = -1;
        for (int i = 0; i < cpus.length; i++) {
            cpu = next(cpu);
            cpus[i] = cpu;
        }
        return cpus;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof CpuSet set && Arrays.equals(words, set.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /**
     * The set as a Linux CPU list, for example {@code 0,2-5}; {@link #parse} reads it back.
     *
     * @return the list, empty for the empty set
     */
    @Override
    public String toString() {
        final StringBuilder list = new StringBuilder();
        int lo = first();
        while (lo >= 0) {
            int hi = lo;
            while (contains(hi + 1)) {
                hi++;
            }
            list.append(list.length() == 0 ? "" : ",").append(lo);
            if (hi > lo) {
                list.append('-').append(hi);
            }
            lo = next(hi);
        }
        return list.toString();
    }

    private static void addRange(final long[] bits, final int lo, final int hi) {
        if (checked(lo) > checked(hi)) {
            throw new IllegalArgumentException("the range " + lo + "-" + hi + " is reversed");
        }
        for (int cpu = lo; cpu <= hi; cpu++) {
            bits[cpu >> 6] |= 1L << cpu;
        }
    }

    private static int number(final String digits) {
        // Integer.parseInt alone would take a sign and the digits of every script.
        if (digits.isEmpty() || digits.length() > DIGITS_MAX || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new NumberFormatException(digits);
        }
        return Integer.parseInt(digits);
    }

    private static int checked(final int cpu) {
        if (cpu < 0 || cpu >= CPU_COUNT_MAX) {
            throw new IllegalArgumentException("CPU " + cpu + " is not between 0 and " + (CPU_COUNT_MAX - 1));
        }
        return cpu;
    }

    private static CpuSet trimmed(final long[] bits) {
        int length = bits.length;
        while (length > 0 && bits[length - 1] == 0) {
            length--;
        }
        if (length == 0) {
            return NONE;
        }
        return new CpuSet(length == bits.length ? bits : Arrays.copyOf(bits, length));
    }
}
