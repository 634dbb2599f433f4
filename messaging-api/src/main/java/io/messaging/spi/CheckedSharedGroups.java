package io.messaging.spi;

import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.message.Message;
import io.messaging.message.Names;
import java.util.List;

/** Checks arguments, and that the backend is open, before a backend's own groups are asked. Thread-safe. */
final class CheckedSharedGroups implements SharedGroups {
    private final AbstractMessagingBackend backend;
    private final SharedGroups real;

    CheckedSharedGroups(AbstractMessagingBackend backend, SharedGroups real) {
        this.backend = backend;
        this.real = real;
    }

    @Override
    public List<SharedGroup> list() {
        backend.checkOpen();
        return real.list();
    }

    @Override
    public boolean forget(String group, String topic) {
        backend.checkOpen();
        Names.require("group", group);
        return real.forget(group, Names.require("topic", topic));
    }

    @Override
    public void requeue(Message deadLetter) {
        backend.checkOpen();
        real.requeue(Arguments.requireNonNull("deadLetter", deadLetter));
    }
}
