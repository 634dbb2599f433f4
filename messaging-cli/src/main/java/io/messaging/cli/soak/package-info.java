/** {@code messaging soak}: load and faults, with every message accounted for. */
package io.messaging.cli.soak;
