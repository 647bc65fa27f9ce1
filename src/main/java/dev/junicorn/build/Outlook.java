package dev.junicorn.build;

import dev.junicorn.plan.AppPlan;
import java.util.List;

/**
 * What a build would do now.
 *
 * @param steps those that would be done; empty where nothing has changed
 * @param why a sentence: what has changed, or what was compared
 */
public record Outlook(List<AppPlan.BuildStep> steps, String why) {}
