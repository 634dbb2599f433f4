package io.messaging.testing.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Determines the directory of test reports. */
public final class ReportDirectory {
    /** The configuration parameter that sets it. */
    public static final String PARAMETER = "messaging.testing.reports";

    private ReportDirectory() {}

    /** Returns the configured directory, or that of the build tool that seems to run. */
    public static Path of(Optional<String> configured, String testClass) {
        return configured.map(Path::of).orElseGet(() -> ofBuildTool(testClass));
    }

    private static Path ofBuildTool(String testClass) {
        if (Files.exists(Path.of("pom.xml"))) {
            boolean isIntegrationTest =
                    testClass.startsWith("IT") || testClass.endsWith("IT") || testClass.endsWith("ITCase");
            return Path.of("target", isIntegrationTest ? "failsafe-reports" : "surefire-reports");
        }
        if (Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts"))) {
            return Path.of("build", "reports", "tests");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "messaging-testing");
    }
}
