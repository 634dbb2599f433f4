package io.messaging.testing.group;

import io.messaging.testing.MessagingTest;

@MessagingTest
class EmbeddedGroupTest extends GroupRules {}
