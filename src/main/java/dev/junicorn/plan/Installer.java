package dev.junicorn.plan;

/** The ways to install dependencies. */
public enum Installer {
  /** Nothing declares a dependency. */
  NONE("nothing to install"),
  /** {@code pip install -r requirements.txt}. */
  PIP_REQUIREMENTS("pip, from a requirements file"),
  /** {@code pip install .}, for setuptools, flit, hatch and every other build backend (PEP 517). */
  PIP_PROJECT("pip, with the project's own build backend"),
  /** {@code pip install} of the list in {@code [project] dependencies} (PEP 621) or setup.cfg. */
  PIP_DEPENDENCIES("pip, from the project's list of dependencies"),
  /** {@code poetry install --only main --no-root}. */
  POETRY("poetry"),
  /** {@code uv sync}, from {@code uv.lock}. */
  UV("uv"),
  /** A lock file of PEP 751: {@code pylock.toml}. */
  PYLOCK("a tool that reads pylock.toml"),
  /** {@code pdm sync --prod}, from {@code pdm.lock}. */
  PDM("pdm"),
  /** {@code pipenv sync}, from {@code Pipfile.lock}. */
  PIPENV("pipenv");

  private final String words;

  Installer(String words) {
    this.words = words;
  }

  /** A few words for people. */
  public String words() {
    return words;
  }
}
