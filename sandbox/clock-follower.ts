/** Loaded with `--import` into a program that is not ours, so that its `Date` follows the sandbox's clock. */
import "./clock.ts";
