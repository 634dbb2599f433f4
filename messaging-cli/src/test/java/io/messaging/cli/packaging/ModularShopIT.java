package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The example in {@code examples/modular-shop}: a project with a {@code module-info} whose tests use the fixtures and the
 * kit, with Surefire's default settings.
 */
@Tag("thorough") // a run of Maven
class ModularShopIT {
    @Test
    void itsTestsRunAsPartOfTheModule() throws IOException, InterruptedException {
        String output = ExampleProject.copied("modular-shop").build();
        assertTrue(output.contains("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0\n"), output);
    }
}
