// Loaded with --import into a program that is not ours, so that its Date follows the sandbox's clock and it ends with the sandbox.
import { endWithParent } from "./clock.ts";

endWithParent();
