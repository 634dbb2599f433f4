package io.messaging.testing.process;

import io.messaging.testing.support.Daemons;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * The first class of a child process: starts the user's main class, and ends the process when its parent is gone. The
 * parent never writes to the child's standard input, which therefore ends only with the parent, however that ends.
 */
final class ChildMain {
    /** Exit code when the parent process is gone. */
    static final int ORPHANED = 143;

    private ChildMain() {}

    /** Arguments: the user's main class, then its arguments. */
    public static void main(String[] args) throws Throwable {
        InputStream parent = System.in;
        System.setIn(InputStream.nullInputStream());
        Daemons.start("messaging-testing-parent-watch", () -> endWith(parent));
        Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void endWith(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // nobody writes anything
            }
        } catch (IOException e) {
            // the same as the end
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(ORPHANED);
    }
}
