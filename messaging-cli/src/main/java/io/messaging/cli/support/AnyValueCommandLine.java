package io.messaging.cli.support;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command line whose text options take any text: {@code @alice} is not a file of arguments, and {@code
 * --topic=--port} and {@code --topic=--} have values. Used by one thread.
 */
public final class AnyValueCommandLine extends CommandLine {
    /** Marks a value that looks like an option; no argument can contain a NUL. */
    private static final String MARK = "\0";

    /** Wraps the outermost command; call {@link #takeAnyValue} once the subcommands are added. */
    public AnyValueCommandLine(Object command) {
        super(command);
    }

    /** Applies to the subcommands added so far. */
    public AnyValueCommandLine takeAnyValue() {
        setExpandAtFiles(false);
        registerConverter(String.class, text -> text.startsWith(MARK) ? text.substring(MARK.length()) : text);
        return this;
    }

    @Override
    public int execute(String... args) {
        String[] marked = args.clone();
        CommandLine command = this;
        for (int i = 0; i < args.length; i++) {
            if (command.getSubcommands().containsKey(args[i])) {
                command = command.getSubcommands().get(args[i]);
            } else {
                marked[i] = marked(command, args[i]);
            }
        }
        return super.execute(marked);
    }

    private static String marked(CommandLine command, String argument) {
        int end = argument.indexOf('=');
        OptionSpec option =
                end < 0 ? null : command.getCommandSpec().optionsMap().get(argument.substring(0, end));
        if (option == null || option.auxiliaryTypes()[0] != String.class) {
            return argument;
        }
        String value = argument.substring(end + 1);
        return value.startsWith("-") ? argument.substring(0, end + 1) + MARK + value : argument;
    }
}
