// Runs Apache Kafka's command-line tools one after the other, as bin/kafka-*.sh do, in one JVM.
//
// Each line of standard input is a class and its arguments, separated by blanks; a last word of
// the form <FILE is what the tool reads as its standard input. After each tool's output comes a
// line `=== CLASS STATUS`. Stops at the first tool whose status is not 0, with that status; a line
// that begins with `? ` is a tool that may fail. With the argument `merged` standard error goes
// where standard output does, in the order of both, and an empty line comes before each `===`.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.kafka.common.utils.Exit;

public final class Tools {
    /** Thrown in place of the end of the JVM. */
    private static final class Ended extends RuntimeException {
    }

    /** The status of the first end: tools that catch everything end a second time. */
    private static Integer status;

    /** What tools leave to be done at the end of the JVM, such as closing a producer. */
    private static final List<Runnable> hooks = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        Exit.setShutdownHookAdder((name, hook) -> hooks.add(hook));
        PrintStream out = System.out;
        boolean merged = Arrays.asList(arguments).contains("merged");
        PrintStream err = merged ? out : System.err;
        System.setErr(err);
        Exit.setExitProcedure((asked, message) -> {
            if (status == null) {
                status = asked;
                end();
                // Tools that catch everything print what they caught.
                System.setOut(new PrintStream(OutputStream.nullOutputStream()));
                System.setErr(System.out);
            }
            throw new Ended();
        });
        List<String> lines = new BufferedReader(new InputStreamReader(System.in))
            .lines().collect(Collectors.toList());
        for (String line : lines) {
            boolean mayFail = line.startsWith("? ");
            String[] words = (mayFail ? line.substring(2) : line).split(" ");
            status = null;
            run(words);
            end();
            System.setOut(out);
            System.setErr(err);
            System.out.print(merged ? "\n" : "");
            System.out.println("=== " + words[0] + " " + status);
            if (status != 0 && !mayFail) {
                System.exit(status);
            }
        }
        System.exit(0);
    }

    private static void end() {
        hooks.forEach(Runnable::run);
        hooks.clear();
    }

    private static void run(String[] words) throws Exception {
        String last = words[words.length - 1];
        boolean reads = last.startsWith("<");
        String[] arguments = Arrays.copyOfRange(words, 1, words.length - (reads ? 1 : 0));
        Class<?> tool = Class.forName(words[0]);
        try (InputStream input =
                reads ? new FileInputStream(last.substring(1)) : InputStream.nullInputStream()) {
            System.setIn(input);
            tool.getMethod("main", String[].class).invoke(null, (Object) arguments);
            status = status == null ? 0 : status;
        } catch (InvocationTargetException failure) {
            if (status == null) {
                failure.getCause().printStackTrace();
                status = 1;
            }
        }
    }
}
