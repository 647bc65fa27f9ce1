package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Sourced;
import java.util.List;
import java.util.Optional;

/**
 * What is to be started.
 *
 * @param command a line that somebody wrote down; it wins over the choice
 * @param choice the app; empty where there is none, or a command
 * @param django the Django project that the choice is, for the steps that Django needs
 * @param collectsStatic whether that project has a place for collected files
 * @param servesStatic whether that project serves them itself, with WhiteNoise
 * @param rejected everything else that was found, with the reason
 * @param warnings sentences
 * @param seen what the app is written with: the choice, or beside a command the likeliest
 */
record Detection(
    Optional<Sourced<String>> command,
    Optional<Choice> choice,
    Optional<DjangoSearch.Project> django,
    boolean collectsStatic,
    boolean servesStatic,
    List<AppPlan.Rejected> rejected,
    List<String> warnings,
    Optional<Framework> seen) {}
