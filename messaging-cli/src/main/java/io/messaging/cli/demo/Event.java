package io.messaging.cli.demo;

import io.messaging.message.Message;

/** What happened, for the coordinator's mailbox. */
sealed interface Event {
    /** A worker said something; {@code nanos} is when that was seen. */
    record Answered(Message message, long nanos) implements Event {}

    /** A worker's process ended. */
    record Exited(WorkerProcess process) implements Event {}
}
