/** {@code messaging soak}: hours of misfortune, with every message accounted for. */
package io.messaging.cli.soak;
