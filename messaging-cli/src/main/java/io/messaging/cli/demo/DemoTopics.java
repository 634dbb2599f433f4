package io.messaging.cli.demo;

import java.util.UUID;

/**
 * The names one run uses, so that runs that share a server do not meet.
 *
 * @param run a name that no other run has
 */
record DemoTopics(String run) {
    static DemoTopics forNewRun() {
        return new DemoTopics("demo-" + UUID.randomUUID().toString().substring(0, 8));
    }

    String namespace() {
        return run;
    }

    /** Where the coordinator puts the tasks of a worker. */
    String tasksOf(int worker) {
        return run + ".worker-" + worker;
    }

    /** Where all workers put what they have to say. */
    String answers() {
        return run + ".answers";
    }
}
