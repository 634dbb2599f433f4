package io.messaging.benchmarks.local;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.Closing;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A table of SQLite in this process, whose write-ahead log is forced with each commit. Thread-safe: one connection with a
 * lock, as SQLite has one writer at a time, and waits for others by sleeping.
 */
public final class SqliteStore implements StoreClient {
    private final String topic;
    private final Connection connection;
    private final PreparedStatement insert;

    /** Creates the database. */
    public SqliteStore(Path file, String topic) throws SQLException {
        this.topic = topic;
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE messages(id INTEGER PRIMARY KEY, topic TEXT, json BLOB)");
        }
        insert = connection.prepareStatement("INSERT INTO messages VALUES(?, ?, ?)");
    }

    @Override
    public synchronized void store(Payload payload) throws SQLException {
        set(payload);
        insert.executeUpdate();
    }

    /** Stores all in one transaction. */
    @Override
    public synchronized void storeAll(List<Payload> payloads) throws SQLException {
        connection.setAutoCommit(false);
        for (Payload payload : payloads) {
            set(payload);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        connection.setAutoCommit(true);
    }

    private void set(Payload payload) throws SQLException {
        insert.setLong(1, payload.id().chronologicalKey());
        insert.setString(2, topic);
        insert.setBytes(3, payload.json());
    }

    @Override
    public synchronized void close() {
        Closing.closeAll(insert, connection);
    }
}
