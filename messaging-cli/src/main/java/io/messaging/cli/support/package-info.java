/** Shared by the commands: options, exit codes, output of lists, error reports, subprocesses. */
package io.messaging.cli.support;
