package io.messaging.embedded.client;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.embedded.protocol.ServerFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the current server has stored. Thread-safe. */
record ServerAdministration(LinkKeeper keeper, String place) implements Administration {
    @Override
    public BackendStats stats() {
        Map<String, Object> counts = keeper.call(ServerCommand.counts());
        List<Figure> figures = new ArrayList<>(List.of(Figure.text("server", place)));
        figures.addAll(ServerFigures.of(counts).figures());
        return new BackendStats(figures);
    }

    @Override
    public List<TopicStats> topics() {
        return ask(ServerCommand.topics());
    }

    @Override
    public List<Subscriber> subscribers() {
        return ask(ServerCommand.everybody());
    }

    /** An older server is as one that cannot: its other calls go on working. */
    private <T> T ask(ServerCommand<T> command) {
        try {
            return keeper.call(command);
        } catch (MessagingException e) {
            if (e.getCause() instanceof ServerErrorException refused && refused.isUnknownCommand()) {
                throw new UnsupportedOperationException(e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public long clear(String topic) {
        return keeper.call(ServerCommand.clear(topic));
    }

    @Override
    public long clearAll() {
        return keeper.call(ServerCommand.clear(null));
    }
}
