package dev.junicorn.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "SECRET_KEY=hush gunicorn app:app > SECRET_KEY=*** gunicorn app:app",
        "export DB_PASSWORD='two words'; x > export DB_PASSWORD=***; x",
        "API_TOKEN=\"a \\\" b\"c run > API_TOKEN=*** run",
        "my_key=one\\ word run > my_key=*** run",
        "gunicorn --env 'SECRET=hush' app:app > gunicorn --env 'SECRET=***' app:app",
        "gunicorn --console-token hush app:app > gunicorn --console-token *** app:app",
        "gunicorn --console-token=hush app:app > gunicorn --console-token=*** app:app",
        "DATABASE=postgres://shop:hush@db/shop x > DATABASE=postgres://***@db/shop x",
        "pip install git+https://hush@git.example/x > pip install git+https://***@git.example/x",
        "redis://:hu@sh@cache:6379/0 > redis://***@cache:6379/0",
      })
  void aSecretIsHidden(String command, String shown) {
    assertThat(Secrets.masked(command)).isEqualTo(shown).doesNotContain("hush");
  }

  @Test
  void whatIsNoSecretStays() {
    String command =
        "COLOUR=blue exec gunicorn --bind=0.0.0.0:$PORT --workers 3 'shop:make(\"x@y\")' #"
            + " see https://example.org/a@b and mail me@example.org --keep-alive 5";
    assertThat(Secrets.masked(command)).isEqualTo(command);
  }
}
