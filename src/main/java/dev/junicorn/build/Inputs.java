package dev.junicorn.build;

import java.util.Map;

/**
 * What a build depends on: for each thing a name that people know and a fingerprint of its state.
 *
 * @param environment what decides about the virtual environment
 * @param app what decides about the steps in the app's own folder
 */
record Inputs(Map<String, String> environment, Map<String, String> app) {}
