package io.messaging.testing.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the place where a build keeps its test reports. */
public final class ReportDirectory {
    /** The configuration parameter that sets it. */
    public static final String PARAMETER = "messaging.testing.reports";

    private ReportDirectory() {}

    /** The place that was configured, or the one of the build that seems to run. */
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
