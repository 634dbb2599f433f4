package io.messaging.store.group;

import java.util.List;

/**
 * What is to be done outside the group's lock after something was done under it. Immutable.
 *
 * @param woken whom to notify that there is work
 * @param timer starts a timer; null for none
 */
record FollowUp(List<Member> woken, Runnable timer) {
    static final FollowUp NONE = new FollowUp(List.of(), null);

    void run() {
        for (Member member : woken) {
            member.wake();
        }
        if (timer != null) {
            timer.run();
        }
    }
}
