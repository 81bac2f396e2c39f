package dev.headroom.topology;

import dev.headroom.units.CpuSet;
import java.util.Arrays;

/**
 * The CPUs of one machine and what they share.
 *
 * <p>A CPU is what Linux numbers: a hardware thread. Each CPU belongs to a core, each core to a socket. The last-level
 * cache and the NUMA node are taken to be the socket's. Immutable.
 */
public final class Topology {

    private final int[] coreOfCpu;
    private final int[] socketOfCpu;
    private final CpuSet[] siblingsOfCpu;
    private final CpuSet[] socketMatesOfCpu;

    private Topology(final int[] coreOfCpu, final int[] socketOfCpu) {
        this.coreOfCpu = coreOfCpu;
        this.socketOfCpu = socketOfCpu;
        this.siblingsOfCpu = groupsOf(coreOfCpu);
        this.socketMatesOfCpu = groupsOf(socketOfCpu);
    }

    /**
     * Describes a machine CPU by CPU.
     *
     * @param coreOfCpu for each CPU the number of its core
     * @param socketOfCpu for each CPU the number of its socket
     * @return the topology
     * @throws IllegalArgumentException if the lengths differ, are 0, or a core lies in two sockets or has over two CPUs
     */
    public static Topology of(final int[] coreOfCpu, final int[] socketOfCpu) {
        if (coreOfCpu.length == 0 || coreOfCpu.length != socketOfCpu.length) {
            throw new IllegalArgumentException("a topology needs a core and a socket for each of at least one CPU");
        }
        for (int cpu = 0; cpu < coreOfCpu.length; cpu++) {
            int threads = 0;
            for (int other = 0; other < coreOfCpu.length; other++) {
                if (coreOfCpu[other] == coreOfCpu[cpu]) {
                    threads++;
                    if (socketOfCpu[other] != socketOfCpu[cpu]) {
                        throw new IllegalArgumentException("core " + coreOfCpu[cpu] + " lies in two sockets");
                    }
                }
            }
            if (threads > 2) {
                throw new IllegalArgumentException("core " + coreOfCpu[cpu] + " has " + threads + " CPUs, at most 2");
            }
        }
        return new Topology(coreOfCpu.clone(), socketOfCpu.clone());
    }

    /**
     * Describes a regular machine whose CPUs are numbered the way Linux usually does: first all first hyperthreads,
     * then all second ones; neighbouring numbers in the same socket unless sockets are interleaved.
     *
     * @param sockets number of sockets
     * @param coresPerSocket cores in each socket
     * @param threadsPerCore 1 or 2
     * @param interleavedSockets whether CPU n lies in socket n modulo sockets (HP ProLiant firmware does that)
     * @return the topology
     */
    public static Topology regular(
            final int sockets, final int coresPerSocket, final int threadsPerCore, final boolean interleavedSockets) {
        final int cores = Math.multiplyExact(sockets, coresPerSocket);
        final int[] coreOfCpu = new int[Math.multiplyExact(cores, threadsPerCore)];
        final int[] socketOfCpu = new int[coreOfCpu.length];
        for (int cpu = 0; cpu < coreOfCpu.length; cpu++) {
            coreOfCpu[cpu] = cpu % cores;
            socketOfCpu[cpu] = interleavedSockets ? coreOfCpu[cpu] % sockets : coreOfCpu[cpu] / coresPerSocket;
        }
        return of(coreOfCpu, socketOfCpu);
    }

    /** Returns the number of CPUs; they are numbered from 0. */
    public int cpus() {
        return coreOfCpu.length;
    }

    /** Returns all CPUs. */
    public CpuSet allCpus() {
        return CpuSet.range(0, cpus() - 1);
    }

    /** Returns the core of a CPU. */
    public int core(final int cpu) {
        return coreOfCpu[cpu];
    }

    /** Returns the socket of a CPU. */
    public int socket(final int cpu) {
        return socketOfCpu[cpu];
    }

    /** Returns the other hyperthread of the CPU's core, or -1 if the core has one CPU only. */
    public int sibling(final int cpu) {
        final CpuSet both = siblingsOfCpu[cpu];
        final int first = both.first();
        return first != cpu ? first : both.next(cpu);
    }

    /** Returns the CPUs of the core of a CPU, itself included. */
    public CpuSet coreCpus(final int cpu) {
        return siblingsOfCpu[cpu];
    }

    /** Returns the CPUs that share the last-level cache of a CPU, itself included. */
    public CpuSet cacheCpus(final int cpu) {
        return socketMatesOfCpu[cpu];
    }

    private static CpuSet[] groupsOf(final int[] groupOfCpu) {
        final CpuSet[] groups = new CpuSet[groupOfCpu.length];
        for (int cpu = 0; cpu < groups.length; cpu++) {
            final int group = groupOfCpu[cpu];
            groups[cpu] = CpuSet.of(java.util.stream.IntStream.range(0, groupOfCpu.length)
                    .filter(other -> groupOfCpu[other] == group)
                    .toArray());
        }
        return groups;
    }

    @Override
    public String toString() {
        return cpus() + " CPUs on " + Arrays.stream(coreOfCpu).distinct().count() + " cores in "
                + Arrays.stream(socketOfCpu).distinct().count() + " sockets";
    }
}
