package dev.toolwatch.demo;

import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Tracer;

/** What a process of a server makes its spans and log records with. */
record ServerProcess(Tracer tracer, Logger logger) {}
