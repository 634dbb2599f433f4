package io.messaging.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds the place where a build keeps its test reports. */
final class ReportDirectory {
    /** The configuration parameter that sets it. */
    static final String PARAMETER = "messaging.testing.reports";

    private ReportDirectory() {}

    static Path of(ExtensionContext context) {
        return context.getConfigurationParameter(PARAMETER)
                .map(Path::of)
                .orElseGet(() -> ofBuildTool(
                        context.getTestClass().map(Class::getSimpleName).orElse("")));
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
