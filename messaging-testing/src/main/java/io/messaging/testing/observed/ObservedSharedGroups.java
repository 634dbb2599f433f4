package io.messaging.testing.observed;

import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.message.Message;
import java.util.List;

/** The groups of one test, under the names that it gave them. Thread-safe. */
final class ObservedSharedGroups implements SharedGroups {
    private final SharedGroups real;
    private final TestNames names;

    ObservedSharedGroups(SharedGroups real, TestNames names) {
        this.real = real;
        this.names = names;
    }

    @Override
    public List<SharedGroup> list() {
        return real.list().stream()
                .filter(group -> names.isOurClient(group.name()))
                .map(names::own)
                .toList();
    }

    @Override
    public boolean forget(String group, String topic) {
        return real.forget(names.client(group), names.topic(topic));
    }

    @Override
    public void requeue(Message deadLetter) {
        real.requeue(names.realDeadLetter(deadLetter));
    }
}
