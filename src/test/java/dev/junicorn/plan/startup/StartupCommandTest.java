package dev.junicorn.plan.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupCommandTest {

  private static final List<String> APP = List.of("--bind=0.0.0.0", "app:app");

  private static StartupCommand read(String text) {
    return StartupCommand.read(text, Map.of("PORT", "8000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gunicorn --bind=0.0.0.0 app:app",
        "exec gunicorn --bind=0.0.0.0 app:app",
        "python -m gunicorn --bind=0.0.0.0 app:app",
        "python3.11 -u -m gunicorn '--bind=0.0.0.0' \"app:app\"",
        "exec env python3 -m gunicorn --bind=0.0.0.0 app:app",
        "gunicorn --bind=0.0.0.0 app:app;",
        "uv run gunicorn --bind=0.0.0.0 app:app",
        "exec poetry run python -m gunicorn --bind=0.0.0.0 app:app",
        "#!/bin/bash\r\n# the server\r\ngunicorn --bind=0.0.0.0 \\\r\n  app:app\r\n",
      })
  void gunicornIsUnderstood(String text) {
    assertThat(read(text))
        .isEqualTo(new StartupCommand.Gunicorn(Map.of(), APP, Optional.empty(), ""));
  }

  @ParameterizedTest
  @CsvSource({
    "antenv/bin/gunicorn --bind=0.0.0.0 app:app, antenv/bin/python",
    "/srv/venv/bin/python3 -m gunicorn --bind=0.0.0.0 app:app, /srv/venv/bin/python3",
  })
  void aPathNamesTheInterpreter(String text, String interpreter) {
    assertThat(read(text))
        .isEqualTo(new StartupCommand.Gunicorn(Map.of(), APP, Optional.of(interpreter), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cd backend && gunicorn --bind=0.0.0.0 app:app",
        "cd backend; exec gunicorn --bind=0.0.0.0 app:app",
        " cd 'backend'\r\npython -m gunicorn --bind=0.0.0.0 app:app\r\n",
      })
  void oneChangeOfTheFolderIsUnderstood(String text) {
    assertThat(read(text))
        .isEqualTo(new StartupCommand.Gunicorn(Map.of(), APP, Optional.empty(), "backend"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cd $X && gunicorn app:app",
        "cd a && cd b && gunicorn app:app",
        "cd a && ./migrate && gunicorn app:app",
        "cd a || gunicorn app:app",
        "cd - && gunicorn app:app",
      })
  void otherChangesOfTheFolderAreForAShell(String text) {
    assertThat(read(text)).isInstanceOf(StartupCommand.Other.class);
  }

  @Test
  void variablesOfEveryPrefixAreTaken() {
    assertThat(read("A=1 exec env B='2 3' gunicorn --bind=0.0.0.0 app:app"))
        .isEqualTo(
            new StartupCommand.Gunicorn(Map.of("A", "1", "B", "2 3"), APP, Optional.empty(), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      textBlock =
          """
          python app.py~it starts python, which is not gunicorn
          python -m flask run~it starts python, which is not gunicorn
          python -c 'import gunicorn'~it starts python, which is not gunicorn
          uvicorn main:app~it starts uvicorn, which is not gunicorn
          exec -a web gunicorn app:app~it starts -a, which is not gunicorn
          gunicorn app:app && echo done~it has an "and" or a background job (&)
          A=1~it sets variables and starts no program
          if true~it starts if, which is not gunicorn
          """)
  void everythingElseIsForAShell(String text, String why) {
    assertThat(read(text)).isEqualTo(new StartupCommand.Other(why));
  }

  @Test
  void commentsAloneAreNothing() {
    assertThat(read("#!/bin/sh\n# later\n")).isEqualTo(new StartupCommand.Nothing());
  }
}
