package io.messaging.cli.demo;

import java.util.UUID;

/**
 * The names that one run uses, so that runs on a shared server do not interfere.
 *
 * @param run a unique name
 */
record DemoTopics(String run) {
    static DemoTopics forNewRun() {
        return new DemoTopics("demo-" + UUID.randomUUID().toString().substring(0, 8));
    }

    String namespace() {
        return run;
    }

    /** The topic of a worker's tasks. */
    String tasksOf(int worker) {
        return run + ".worker-" + worker;
    }

    /** The topic of all workers' answers. */
    String answers() {
        return run + ".answers";
    }
}
