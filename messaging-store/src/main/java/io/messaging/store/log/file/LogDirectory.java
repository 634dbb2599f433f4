package io.messaging.store.log.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A directory of files. What creates, deletes or renames survives a power loss once {@link #force} has returned. Thread-safe.
 */
public interface LogDirectory extends Closeable {
    /** Returns the names of its files, in any order. */
    List<String> list() throws IOException;

    /**
     * Creates a file and opens it.
     *
     * @throws IOException also when there is one of the name
     */
    LogFile create(String name) throws IOException;

    /** Opens a file that is there. */
    LogFile open(String name) throws IOException;

    /** Deletes a file that is there; those who have it open read on. */
    void delete(String name) throws IOException;

    /** Gives a file another name, and replaces the one that has it. */
    void rename(String from, String to) throws IOException;

    /** Makes what was created, deleted and renamed survive a power loss. */
    void force() throws IOException;

    /** Returns whether this process may still write here. */
    boolean isHeld();

    /** Returns a file as people know it, for messages. */
    String describe(String name);

    /** Lets others have the directory. Idempotent. */
    @Override
    void close() throws IOException;
}
