package io.messaging.testing.group;

import io.messaging.testing.MessagingTest;

@MessagingTest(backend = MessagingTest.IN_MEMORY)
class InMemoryGroupTest extends GroupRules {}
