package dev.halfway.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for bash: picocli's, which knows commands, options and their fixed values, with file names and interfaces. */
final class Completion {
    /** Labels of values that are names of files. */
    private static final Predicate<String> IS_FILE = label -> label.matches(".*(FILE|DIR|CAPTURE|SOURCE|DIRECTORY).*");

    private static final String REGISTRATION = "\ncomplete -F ";

    /** FILE_COMMANDS, VALUE_OPTIONS, FILE_OPTIONS: patterns of case. */
    private static final String WRAPPER = """

            # What the functions above do not offer: names of files, also behind HOST= and FORMAT=, and of interfaces.
            function _halfway_files() {
              type compopt &>/dev/null && compopt -o filenames
              local IFS=$'\\n'
              if [[ "$1" == ?*=* ]]; then
                COMPREPLY=( $(compgen -f -P "${1%%=*}=" -- "${1#*=}") )
              elif [ "$1" = '=' ]; then
                COMPREPLY=( $(compgen -f) )
              else
                COMPREPLY=( $(compgen -f -- "$1") )
              fi
            }

            function _halfway() {
              COMPREPLY=()
              local last=$COMP_CWORD
              local word=${COMP_WORDS[last]} before=${COMP_WORDS[last-1]} option=''
              # Bash takes --color=a for three words.
              if [ "$before" = '=' ] && [[ "${COMP_WORDS[last-2]}" == --* ]]; then
                option=${COMP_WORDS[last-2]}
                COMP_WORDS=("${COMP_WORDS[@]:0:last-1}" "$word")
                COMP_CWORD=$((last - 1))
              elif [ "$word" = '=' ] && [[ "$before" == --* ]]; then
                option=$before
                COMP_WORDS[last]=''
                word=''
              elif [[ "$before" == -* ]]; then
                option=$before
              fi
              case $option in
                -i|--interface)
                  COMPREPLY=( $(compgen -W "any $(ls /sys/class/net 2>/dev/null)" -- "$word") )
                  return ;;
              esac
              _complete_halfway
              [ ${#COMPREPLY[@]} -gt 0 ] && [ -n "${COMPREPLY[0]}" ] && return
              COMPREPLY=()
              case $option in
                FILE_OPTIONS) _halfway_files "$word"; return ;;
                VALUE_OPTIONS) return ;;
              esac
              case ${COMP_WORDS[1]} in
                FILE_COMMANDS) [ "$COMP_CWORD" -gt 1 ] && [[ "$word" != -* ]] && _halfway_files "$word" ;;
              esac
            }

            """;

    private Completion() {}

    /** The script to source, or to lay where bash-completion looks for it. */
    static String of(String name, CommandLine program) {
        String script = AutoComplete.bash(name, program);
        int registration = script.lastIndexOf(REGISTRATION);
        if (registration < 0) {
            throw new IllegalStateException("picocli's completion has no line to register it");
        }
        List<OptionSpec> options = program.getSubcommands().values().stream()
                .flatMap(each -> each.getCommandSpec().options().stream())
                .filter(each -> each.arity().max() > 0)
                .toList();
        String wrapper = WRAPPER.replace("FILE_OPTIONS", names(options, IS_FILE))
                .replace("VALUE_OPTIONS", names(options, IS_FILE.negate()))
                .replace("FILE_COMMANDS", commandsOfFiles(program));
        return script.substring(0, registration) + wrapper + "complete -F _halfway " + name + "\n";
    }

    private static String names(List<OptionSpec> options, Predicate<String> label) {
        return options.stream()
                .filter(each -> label.test(each.paramLabel()))
                .flatMap(each -> Arrays.stream(each.names()))
                .distinct()
                .collect(Collectors.joining("|"));
    }

    private static String commandsOfFiles(CommandLine program) {
        return program.getSubcommands().entrySet().stream()
                .filter(each -> each.getValue().getCommandSpec().positionalParameters().stream()
                        .map(ArgSpec::paramLabel)
                        .anyMatch(IS_FILE))
                .map(each -> each.getKey())
                .collect(Collectors.joining("|"));
    }
}
