package io.messaging.redis.connection;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.StoreFullException;
import java.io.IOException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Translates failures of the client and errors of the server into exceptions of the contract. Thread-safe. */
public final class RedisFailures {
    private final RedisSettings settings;

    RedisFailures(RedisSettings settings) {
        this.settings = settings;
    }

    /** Translates the failure of a future into a {@link MessagingException} or a {@link TransientRedisException}. */
    RuntimeException translate(Throwable failure, boolean connected, boolean closed) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof MessagingException || cause instanceof TransientRedisException) {
            return (RuntimeException) cause;
        }
        if (closed) {
            return new BackendClosedException(
                    "RedisMessagingBackend was closed during the call; open another one", cause);
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return timedOut(cause, connected);
        }
        if (isCut(cause)) {
            return new TransientRedisException(timedOut(cause, false)); // the client reconnects
        }
        RuntimeException known = ofServerError(String.valueOf(cause.getMessage()), cause);
        return known != null
                ? known
                : new MessagingConnectionException(
                        settings.where() + " returned an error: " + cause.getMessage()
                                + "; see its log. Storing again is harmless",
                        cause);
    }

    private static boolean isCut(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof RedisConnectionException
                || cause instanceof RedisException
                        && String.valueOf(cause.getMessage()).contains("onnection closed");
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Returns the exception for a call that timed out. */
    MessagingException timedOut(Throwable cause, boolean connected) {
        long millis = settings.requestTimeout().toMillis();
        return connected
                ? new MessagingTimeoutException(
                        settings.where() + " gave no answer within " + millis + " ms (request_timeout_millis); the "
                                + "command may or may not have been executed. Storing again is harmless",
                        cause)
                : new MessagingConnectionException(
                        "lost the connection to " + settings.where() + " and could not reconnect within " + millis
                                + " ms (request_timeout_millis); check that the server runs. Storing again is harmless",
                        cause);
    }

    /**
     * Translates a server's error, whose text may start with a position in a script; returns null for an unknown error.
     */
    public RuntimeException ofServerError(String text, Throwable cause) {
        if (text.contains("OOM ")) {
            return new StoreFullException(
                    settings.where()
                            + " has reached its memory limit (maxmemory) and stored nothing; wait for messages "
                            + "to expire, remove data, or raise the limit",
                    cause);
        }
        if (text.contains("READONLY ")) {
            return new TransientRedisException(new MessagingConnectionException(
                    settings.where() + " is a read-only replica; connect to the master, or use mode sentinel or "
                            + "cluster, which follow it",
                    cause));
        }
        if (text.contains("WRONGPASS")
                || text.contains("NOAUTH")
                || text.contains("AUTH failed")
                || text.contains("invalid password")
                || text.contains("without any password configured")) {
            return new MessagingConfigurationException(
                    settings.where() + " refused the user or password; correct the options username and password",
                    cause);
        }
        if (text.contains("NOPERM") || text.contains("The user executing the script can't")) {
            return new MessagingConfigurationException(
                    settings.where() + " denies the user permission (" + text + "); grant the commands, keys and "
                            + "channels that docs/redis.md lists",
                    cause);
        }
        if (text.contains("MISCONF ") || text.contains("NOREPLICAS ")) {
            return new MessagingConnectionException(
                    settings.where() + " accepts no writes: " + text + "; repair its persistence or its replicas",
                    cause);
        }
        return isTransient(text)
                ? new TransientRedisException(new MessagingConnectionException(
                        settings.where() + " is not ready: " + text + "; try again later", cause))
                : null;
    }

    private static boolean isTransient(String text) {
        return text.contains("LOADING ")
                || text.contains("MASTERDOWN ")
                || text.contains("CLUSTERDOWN ")
                || text.contains("TRYAGAIN ")
                || text.contains("BUSY ")
                || text.contains("UNBLOCKED ")
                || text.contains("Cannot determine a partition")
                || text.contains("too many redirections");
    }

    /** Returns whether the connection ended before the reply to the first command. */
    static boolean isClosedInHandshake(RedisException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Connection closed prematurely")) {
                return true;
            }
        }
        return false;
    }

    /** Translates a failure to connect at the start. */
    MessagingException notConnected(RedisException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            RuntimeException known = ofServerError(String.valueOf(cause.getMessage()), failure);
            if (known instanceof MessagingException exception) {
                return exception;
            }
            if (known instanceof TransientRedisException exception) {
                return exception.meaning();
            }
        }
        return new MessagingConnectionException(
                "cannot connect to " + settings.where() + " (" + rootOf(failure) + "); start it, correct the address, "
                        + "or let connect_wait_millis wait for it",
                failure);
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnsupportedAddressTypeException) {
            return "an IPv6 address, and this JVM uses IPv4 only: the system property java.net.preferIPv4Stack, or a system "
                    + "without IPv6";
        }
        return root instanceof CancellationException || root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage();
    }
}
