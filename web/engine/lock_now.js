// Locks when it runs: after every script of the user interface is loaded, and before the first of them runs.
import { lock } from "./lock.js";

lock();
