/** Preact with hooks and htm, from one file: every module of the console takes them from here. */
export * from '../lib/preact.js';
