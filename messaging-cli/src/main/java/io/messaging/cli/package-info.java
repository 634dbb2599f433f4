/** The commands behind the {@code ./messaging} script. */
package io.messaging.cli;
