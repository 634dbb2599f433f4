package io.messaging.conformance.embedded;

import org.junit.jupiter.api.Tag;

/** The same with all of the JVM's compilers, which the profile has: they move reads and writes where nothing forbids it. */
@Tag("thorough")
class EmbeddedSocketOptimizedTckIT extends EmbeddedSocketTckIT {}
