/** What the commands share: exit codes, the choice of a backend, how messages are printed, how failures are told. */
package io.messaging.cli.support;
