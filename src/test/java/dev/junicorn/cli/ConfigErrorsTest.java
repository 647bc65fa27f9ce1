package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message says which setting, what is wrong, and what to do. */
class ConfigErrorsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --workers=0 | --workers 0: this is too small. Write a whole number from 1 to 1000, for example --workers 3.
          --workers=-3 | --workers -3: this is negative.
          --workers=three | --workers three: this is not a whole number.
          --workers=99999999999 | --workers 99999999999: this is too large. Write a whole number from 1 to 1000, for example
          --backlog=99999999999 | this is too large. Write a whole number from 1 to 2147483647, for example
          --max-requests=99999999999 | this is too large. Write a whole number from 0 to 2147483647, for example
          --threads=0 | --threads 0: this is too small.
          --backlog=0 | --backlog 0: this is too small. Write a whole number from 1 on
          --queue-limit=-1 | --queue-limit -1: this is negative.
          --limit-request-line=-1 | --limit-request-line -1: this is negative.
          --limit-request-fields=x | --limit-request-fields x: this is not a whole number.
          --limit-request-field_size=1.5 | --limit-request-field_size 1.5: this is not a whole number.
          --timeout=-5 | --timeout -5: a time cannot be negative. Write seconds (--timeout 90)
          --timeout=soon | --timeout soon: this is not a time.
          --timeout= | --timeout "": this is not a time.
          --timeout=9999999999 | this is longer than 1000000000 seconds.
          --timeout=99999999999999999999 | this is longer than 1000000000 seconds.
          --boot-timeout=99999999999h | this is longer than 1000000000 seconds.
          --keep-alive=99999999999999999999ms | this is longer than 1000000000 seconds.
          --keep-alive=1s2m | --keep-alive 1s2m: this is not a time.
          --max-request-body=10X | --max-request-body 10X: this is not a size. Write bytes or a unit, for example --max-request-body 10M.
          --max-request-body=0 | --max-request-body 0: this is too small.
          --max-request-body=999999999999999T | this is larger than 9223372036854775807 bytes.
          --max-worker-memory=99999999999999999999 | this is larger than 9223372036854775807 bytes.
          --bind=127.0.0.1:99999 | --bind 127.0.0.1:99999: the port 99999 is out of range: ports go from 0 (any free one) to 65535.
          --bind=127.0.0.1:99999999999 | the port 99999999999 is out of range: ports go from 0 (any free one) to 65535.
          --console=127.0.0.1:99999999999 | the port 99999999999 is out of range: ports go from 0 (any free one) to 65535.
          --statsd-host=x:99999999999 | the port 99999999999 is out of range: ports go from 0 (any free one) to 65535.
          --bind=8000 | --bind 8000: this is a port without a colon. Write :8000 or 127.0.0.1:8000.
          --bind=99999 | --bind 99999: the port 99999 is out of range:
          --bind=a:b | --bind a:b: the port "b" is not a number.
          --bind=::1 | an IPv6 address stands in brackets. Write [::1]:8000.
          --bind=::1:8000 | an IPv6 address stands in brackets.
          --bind=fe80:0:0:0:1:2:3:4 | an IPv6 address stands in brackets.
          --bind=http://127.0.0.1:80 | this is a URL. Write HOST:PORT, as 127.0.0.1:8000.
          --bind=https://example.org | this is a URL.
          --bind=127.0.0.1:80:80 | there is a colon too many.
          --bind=[::1 | the closing bracket is missing.
          --bind=[::1]8000 | a colon and the port are expected after the bracket.
          --bind=[host]:1 | brackets are for IPv6 addresses.
          --bind= | the address is empty.
          --bind=unix: | the path is missing.
          --bind=fd://x | a descriptor's number from 3 on is expected
          --bind=fd://1 | a descriptor's number from 3 on is expected
          --bind=:1,:2 | this is more than one address. Give --bind once for each.
          --bind=a/b:1 | "a/b" is not a host.
          --bind=/run/app.sock | this is a path. Write unix:/run/app.sock.
          --forwarded-allow-ips=10.0.0.0/33 | the network "10.0.0.0/33" needs a prefix length from 0 to 32 after the /.
          --forwarded-allow-ips=10.1.2.3/8 | has bits beyond its prefix length. Write its first address
          --forwarded-allow-ips=localhost | "localhost" is not an IP address. Write addresses and networks
          --forwarded-allow-ips=300.1.1.1 | "300.1.1.1" is not an IP address.
          --forwarded-allow-ips=::1/129 | needs a prefix length from 0 to 128
          --chdir=/does/not/exist | --chdir /does/not/exist: there is no folder /does/not/exist. Name the folder
          --chdir=/etc/passwd | --chdir /etc/passwd: this is not a folder.
          --env=A | --env A: this is not NAME=VALUE. Write, for example, --env DEBUG=1.
          --env==1 | --env =1: this is not NAME=VALUE.
          --log-level=loud | --log-level loud: there is no such level. Choose debug, info, warning, error or critical.
          --log-level=warn | there is no such level. Did you mean warning? Choose debug, info, warning, error or critical.
          --log-level=eror | there is no such level. Did you mean error? Choose
          --request-id=mke | --request-id mke: this is none of its words. Did you mean make? Choose make, keep or off.
          --access-logfile=/does/not/exist.log | there is no folder /does/not. Create it
          --error-logfile=/tmp | --error-logfile /tmp: this is a folder. Name a file in it.
          --pid= | --pid "": the file's name is empty.
          --pid=/does/not/exist.pid | there is no folder /does/not.
          --python=/does/not/exist | --python /does/not/exist: there is no such file.
          --python=no-such-python | there is no such command on PATH.
          --python=bin | --python bin: it is not an executable file. Name the interpreter itself
          --python=/etc/passwd | --python /etc/passwd: it is not an executable file.
          --worker-class=gevent | Junicorn does not have this kind of worker. Leave it out and use threads
          --worker-class=eventlet | Leave it out and use threads
          --worker-class=tornado | Leave it out and use threads
          --worker-class=uvicorn.workers.UvicornWorker | this is for ASGI apps
          --worker-class=my.Worker | Leave it out, or choose sync or gthread
          """)
  void aBadValue(String argument, String message) throws IOException {
    Files.createDirectory(folder.resolve("bin"));
    assertThat(new CommandRun(folder).problem(argument)).startsWith("junicorn: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PORT                | 99999   | PORT=99999: this is too large. Write a whole number from 0 to 65535, for example PORT=8000.
          PORT                | http    | PORT=http: this is not a whole number. Write a whole number from 0 to 65535, for example PORT=8000.
          PORT                | a:80    | PORT=a:80: this is not a whole number.
          WEB_CONCURRENCY     | 0       | WEB_CONCURRENCY=0: this is too small. Write a whole number from 1 to 1000, for example WEB_CONCURRENCY=3.
          WEB_CONCURRENCY     | many    | WEB_CONCURRENCY=many: this is not a whole number.
          FORWARDED_ALLOW_IPS | proxy   | FORWARDED_ALLOW_IPS=proxy: "proxy" is not an IP address.
          GUNICORN_CMD_ARGS   | -w 'x   | GUNICORN_CMD_ARGS=-w 'x: a quotation mark (') is not closed. Quote it as for a shell.
          GUNICORN_CMD_ARGS   | -w x    | --workers x in GUNICORN_CMD_ARGS: this is not a whole number.
          GUNICORN_CMD_ARGS   | -c a.py | --config a.py in GUNICORN_CMD_ARGS: there is no file
          VIRTUAL_ENV         | /nope   | VIRTUAL_ENV=/nope: there is no such folder.
          """)
  void aBadVariable(String name, String value, String message) {
    assertThat(new CommandRun(folder).with(name, value).problem()).contains(message);
  }

  @Test
  void aMissingAppIsToldWithAnExample() {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run()).isEqualTo(1);
    assertThat(run.err.toString())
        .contains("Usage: junicorn [OPTIONS] APP", "junicorn app:app", "junicorn --help");
  }

  @Test
  void anAppThatWasTakenForAValueIsNotCalledMissingAlone() {
    assertThat(appProblem("-w", "app:app"))
        .contains("APP: none was named.", "--workers app:app: this is not a whole number.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application = Flask(__name__)               | application
          def application(environ, start_response):   | application
          application: Flask = make()                 | application
          app = application = make()                  | app
          if application == 1: app = application = 2  | app
          server = make()                             | app
          """)
  void aFileIsToldWithTheNameThatItsAppHas(String line, String name) throws IOException {
    Files.writeString(folder.resolve("wsgi.py"), "import flask\n" + line + "\n");
    assertThat(appProblem("wsgi.py")).contains("Write wsgi:" + name + ".");
  }

  @Test
  void slipsInTheAppsNameAreExplained() throws IOException {
    Files.writeString(folder.resolve("site.py"), "");
    assertThat(appProblem("site.py")).contains("a module is wanted, not a file. Write site:app.");
    assertThat(appProblem("site.py:web")).contains("Write site:web.");
    assertThat(appProblem("my/site:app")).contains("a module is wanted, not a path.", "--chdir");
    assertThat(appProblem("site:")).contains("the object after the colon is missing.");
    assertThat(appProblem(":app")).contains("the module is missing.");
    assertThat(appProblem("a:app", "b:app"))
        .contains("this names 2 apps; a server runs one. Options begin with a dash");
    assertThat(appProblem("run", "app:app"))
        .contains("this names 2 apps; a server runs one. To serve app:app: junicorn app:app");
  }

  @ParameterizedTest
  @CsvSource({
    "doctr, doctor",
    "biuld, build",
    "prob, probe",
    "tpo, top",
    "advice, advise",
    "stauts, ctl status",
    "reload, ctl reload"
  })
  void aMisspelledCommandIsNoApp(String written, String meant) {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run(written)).as("nothing is started").isEqualTo(1);
    assertThat(run.err.toString())
        .startsWith("junicorn: " + written + ": there is no such command")
        .contains("Did you mean `junicorn " + meant + "`?");
    CommandRun more = new CommandRun(folder);
    assertThat(more.fail(ExitCode.APP_LOAD).run(written, "--threads", "2")).isEqualTo(4);
    assertThat(more.err.toString()).isEqualTo("junicorn: did you mean `junicorn " + meant + "`?\n");
    assertThat(new CommandRun(folder).run(written, "--json", "-x")).isEqualTo(1);
  }

  @Test
  void helpAndVersionMayBeWrittenAsCommands() throws IOException {
    CommandRun help = new CommandRun(folder);
    assertThat(help.run("help")).isZero();
    assertThat(help.out.toString()).contains("--bind");
    CommandRun version = new CommandRun(folder);
    assertThat(version.run("version")).isZero();
    assertThat(version.out.toString()).startsWith("junicorn (version ");
    Files.writeString(folder.resolve("version.py"), "");
    CommandRun app = new CommandRun(folder);
    app.run("version");
    assertThat(app.out.toString()).as("an app of that name").isEmpty();
  }

  @Test
  void whatIsWrittenWronglyAndMeantOtherwiseIsToldBoth() {
    assertThat(appProblem("pln", "."))
        .contains("this names 2 apps")
        .endsWith("junicorn: did you mean `junicorn plan`?\n");
  }

  @Test
  void anAppIsNotTakenForAMisspelledCommand() throws IOException {
    Files.writeString(folder.resolve("prob.py"), "");
    Files.createDirectory(folder.resolve("advice"));
    for (String app : List.of("prob", "advice", "doctr:app", "app", "wsgi", "main", "mysite.tpo")) {
      CommandRun run = new CommandRun(folder);
      assertThat(run.fail(ExitCode.APP_LOAD).run(app)).isEqualTo(4);
      assertThat(run.err.toString()).as(app).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "doctor --jsno, --json",
    "ctl status --pdi=3, --pid",
    "top --intreval 3, --interval",
    "probe --timout 3 http://127.0.0.1:1/, --timeout",
    "up --worker-calss sync ., --worker-class"
  })
  void aMisspelledOptionOfACommand(String line, String meant) {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run(line.split(" ", -1))).isEqualTo(1);
    assertThat(run.err.toString())
        .contains(": there is no such option. Did you mean " + meant + "?");
  }

  @Test
  void whatACommandDoesNotTakeIsNamed() {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run("doctor", "worker")).isEqualTo(1);
    assertThat(run.err.toString())
        .isEqualTo(
            "junicorn: doctor worker: it takes nothing more. junicorn doctor --help shows how it is"
                + " written.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "0", "1.5", ""})
  void aProcessIdThatIsNone(String pid) {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run("ctl", "status", "--pid=" + pid)).isEqualTo(1);
    assertThat(run.err.toString())
        .startsWith("junicorn: --pid " + pid + ": that is no process id. It is a number;");
  }

  @Test
  void severalProblemsAreToldAtOnce() {
    assertThat(new CommandRun(folder).problem("-w0", "--threads=x", "--timeout=-1"))
        .isEqualTo(
            """
            junicorn: 3 settings cannot be used:
              1. --workers 0: this is too small. Write a whole number from 1 to 1000, for example --workers 3.
              2. --threads x: this is not a whole number. Write a whole number from 1 to 1000, for example --threads 3.
              3. --timeout -1: a time cannot be negative. Write seconds (--timeout 90) or units (1m30s, 2h, 500ms).\
            """);
  }

  @Test
  void theAccessLogsFormatIsCheckedWithTheRest() {
    assertThat(new CommandRun(folder).problem("-w0", "--access-logformat", "%(h)s %q"))
        .isEqualTo(
            """
            junicorn: 2 settings cannot be used:
              1. --workers 0: this is too small. Write a whole number from 1 to 1000, for example --workers 3.
              2. --access-logformat "%(h)s %q": the % at character 7 does not begin an atom. Atoms look like %(h)s or %({user-agent}i)s; a percent sign is written %%.\
            """);
  }

  @Test
  void anAppThatIsNamedByItsFileIsToldItsModule() throws Exception {
    Files.createDirectory(folder.resolve("site"));
    for (String file : List.of("app.py", "site/app.py")) {
      Files.writeString(folder.resolve(file), "");
    }
    assertThat(appProblem("app.py")).endsWith("not a file. Write app:app.\n");
    assertThat(appProblem("./app.py:make")).endsWith("not a file. Write app:make.\n");
    assertThat(appProblem("site/app.py")).endsWith("not a file. Write site.app:app.\n");
    assertThat(appProblem("--chdir", "site", folder.resolve("app.py").toString()))
        .endsWith("not a file. Write --chdir " + folder + " app:app.\n");
  }

  private String appProblem(String... names) {
    CommandRun run = new CommandRun(folder);
    assertThat(run.run(names)).isEqualTo(1);
    return run.err.toString();
  }
}
