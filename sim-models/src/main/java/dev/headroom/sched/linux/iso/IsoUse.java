package dev.headroom.sched.linux.iso;

import dev.headroom.sched.Scheduler;
import dev.headroom.sched.linux.core.IsoLimit;
import org.apache.commons.math3.util.FastMath;

/** The share of one CPU that ISO tasks used of late: an average that forgets exponentially. */
final class IsoUse {

    /** A CPU that went over the limit allows ISO again when the average is below this part of it. */
    private static final double RETURN = 115.0 / 128.0;

    private final IsoLimit limit;
    private double share;
    private long ranNs;
    private long updatedNs;
    private long returnNs = Scheduler.NEVER_NS;

    IsoUse(final IsoLimit limit) {
        this.limit = limit;
    }

    /** An ISO task ran. */
    void ran(final long ns) {
        ranNs += ns;
    }

    /** Returns whether ISO tasks are fair ones on this CPU for the time being. */
    boolean isExhausted() {
        return returnNs != Scheduler.NEVER_NS;
    }

    /** When they are ISO tasks again, {@link Scheduler#NEVER_NS} if they are. */
    long returnNs() {
        return returnNs;
    }

    /** They are ISO tasks again. */
    void restore(final long nowNs) {
        update(nowNs);
        returnNs = Scheduler.NEVER_NS;
    }

    /** Brings the average up to now; returns whether the limit is exceeded just now. */
    boolean exceeds(final long nowNs) {
        update(nowNs);
        if (isExhausted() || share <= limit.share()) {
            return false;
        }
        // Without ISO tasks the average only forgets.
        returnNs = nowNs + (long) FastMath.ceil(limit.periodNs() * FastMath.log(share / (limit.share() * RETURN)));
        return true;
    }

    private void update(final long nowNs) {
        final long elapsedNs = nowNs - updatedNs;
        if (elapsedNs > 0) {
            final double kept = FastMath.exp(-(double) elapsedNs / limit.periodNs());
            share = share * kept + (1 - kept) * ranNs / elapsedNs;
            ranNs = 0;
            updatedNs = nowNs;
        }
    }
}
