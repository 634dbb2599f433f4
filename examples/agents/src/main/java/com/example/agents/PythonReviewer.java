package com.example.agents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The agent in Python, as a process of its own. */
final class PythonReviewer implements AutoCloseable {
    private final Process process;

    private PythonReviewer(Process process) {
        this.process = process;
    }

    /** Returns whether {@code python3} is there. */
    static boolean isPossible() throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it, and returns when it is ready. */
    static PythonReviewer start(Path folder, int port, String namespace) throws IOException {
        Process process = new ProcessBuilder("python3", "reviewer.py", "127.0.0.1", Integer.toString(port), namespace)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("the reviewer in Python ended; see its error output");
        }
        return new PythonReviewer(process);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
