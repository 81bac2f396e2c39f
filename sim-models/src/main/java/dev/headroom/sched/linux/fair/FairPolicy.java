package dev.headroom.sched.linux.fair;

/**
 * Who runs next in a queue and when the current entity gives way: what differs between CFS and EEVDF.
 *
 * <p>{@link FairHierarchy} moves entities in and out of the queues of all groups; it asks the policy about one queue at
 * a time. Current entities are not in the tree; their time is charged before any question.
 */
interface FairPolicy {

    /** Puts an entity of a queue, which is no longer current, among the waiting. */
    void insert(FairQueue queue, FairEntity entity);

    /** Takes an entity out of the waiting. */
    void remove(FairQueue queue, FairEntity entity);

    /**
     * The current entity of a queue ran so many ns.
     *
     * @return whether it should give way if there are others
     */
    boolean charge(FairQueue queue, FairEntity current, long ranNs);

    /** A task is created beside the current entity of a queue; it competes somewhere later. */
    void create(FairQueue queue, FairEntity task);

    /** Gives an entity that enters a queue its place in virtual time. */
    void place(FairQueue queue, FairEntity entity, int flags);

    /** Returns whether an entity that has nothing to run any more stays for the time being. */
    boolean delays(FairQueue queue, FairEntity entity, int flags);

    /** An entity leaves a queue in which it still is. */
    void leaving(FairQueue queue, FairEntity entity, int flags);

    /** An entity left a queue. */
    void left(FairQueue queue, FairEntity entity, int flags);

    /** A sleeping entity will wake up in another queue. */
    void forget(FairQueue queue, FairEntity entity);

    /** The task of a sleeping entity gets another class, or comes back from one. */
    void changeClass(FairQueue queue, FairEntity entity, boolean leaves);

    /** A delayed entity has something to run again. */
    void resume(FairQueue queue, FairEntity entity);

    /** The weight of an entity is about to change. */
    void reweighting(FairQueue queue, FairEntity entity, long newWeight);

    /** The weight of an entity that is in its queue has changed; it is not among the waiting now. */
    void reweighted(FairQueue queue, FairEntity entity);

    /** A group's entity gets the slice of its most demanding task. */
    void adoptSlice(FairEntity group, FairQueue own);

    /**
     * Chooses the entity of a queue to run next; nobody is current, at least one entity waits.
     *
     * @param nowNs an entity that was put back at this time may go on
     */
    FairEntity pick(FairQueue queue, long nowNs);

    /** An entity of a queue becomes current and did not just run. */
    void picked(FairQueue queue, FairEntity entity);

    /** Returns whether a tick finds that the current entity of a queue has had its turn; others wait in the queue. */
    boolean tickPreempts(FairQueue queue, FairEntity current);

    /** Returns whether a woken task preempts a task of policy IDLE in whatever group, and not only in the same one. */
    boolean preemptsIdleTasks();

    /** The current entity, which is of policy IDLE, gives way to a woken one that is not. */
    void preemptsIdle(FairEntity current);

    /**
     * Returns whether an entity that was woken, or whose group got a woken task, should preempt the current one of its
     * queue.
     *
     * @param ofTask the queue of the current task
     */
    boolean wakeUpPreempts(FairEntity current, FairEntity woken, FairQueue ofTask);

    /** The current task yields. */
    void yield(FairQueue queue, FairEntity task);
}
